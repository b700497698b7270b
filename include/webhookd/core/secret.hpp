#pragma once
// A text that must never reach a log, an error or the status: it has no formatter, no stream operator and no
// comparison, so printing one does not compile. reveal() marks, by its name, every place that uses the value.

#include <string>
#include <utility>

namespace webhookd::core {

class SecretText
{
  public:
    SecretText() = default;
    explicit SecretText(std::string text) : text_(std::move(text)) {}

    const std::string& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }

  private:
    std::string text_;
};

}  // namespace webhookd::core
