#pragma once
// A port of the loopback that refuses connections as long as this lives: bound, but nobody listens.

#include <string>

namespace webhookd::bench {

class DeadPort
{
  public:
    DeadPort();
    ~DeadPort();
    DeadPort(const DeadPort&) = delete;
    DeadPort& operator=(const DeadPort&) = delete;

    std::string url() const;

  private:
    int socket_;
};

}  // namespace webhookd::bench
