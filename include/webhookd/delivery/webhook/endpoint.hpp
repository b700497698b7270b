#pragma once
// The destination of webhooks: a signed POST to the URL of a subscriber (architecture.md 3,
// standard-webhooks.md 1-8).

#include <string>
#include <vector>

#include "webhookd/async/resolver.hpp"
#include "webhookd/core/signature.hpp"
#include "webhookd/delivery/destination.hpp"
#include "webhookd/delivery/webhook/body.hpp"
#include "webhookd/http/client.hpp"

namespace webhookd::delivery {

struct WebhookSettings
{
    http::Url url;
    std::vector<core::SigningKey> keys;  ///< newest first; all sign
    /// The subscriber's own; the configuration refuses those that this program or HTTP sets.
    http::Headers headers;
    BodySettings body;
    std::string jq_executable = jq::ProgramSettings().executable;  ///< runs the program of `body`
    std::string user_agent = "openboxes-webhookd";
    core::Duration timeout{20'000};
    http::ClientSettings http;
};

class WebhookEndpoint final : public Destination
{
  public:
    /// Throws std::runtime_error, one sentence, when a certificate file of settings.http cannot be used.
    WebhookEndpoint(const asio::any_io_executor& executor, async::Resolver& resolver,
                    WebhookSettings settings);

    asio::awaitable<std::expected<Result, std::string>> send(Message message) override;
    std::string address() const override { return settings_.url.text(); }

  private:
    WebhookSettings settings_;
    BodyMaker bodies_;
    http::Client client_;
};

}  // namespace webhookd::delivery
