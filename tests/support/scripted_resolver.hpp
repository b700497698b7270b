#pragma once
// DNS as a test wants it: answers that are fixed, that change from look-up to look-up, that fail, or that
// never come.

#include <deque>
#include <exception>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "webhookd/async/resolver.hpp"

namespace webhookd::test {

class ScriptedResolver final : public async::Resolver
{
  public:
    using Answer = std::expected<std::vector<asio::ip::address>, std::string>;

    /// The next look-up of `host` gets this; the last one said is repeated. Every address is a literal.
    void answer(const std::string& host, const std::vector<std::string>& addresses)
    {
        std::vector<asio::ip::address> parsed;
        for (const auto& text : addresses)
            parsed.push_back(asio::ip::make_address(text));
        script_[host].emplace_back(std::move(parsed));
    }

    void fail(const std::string& host, std::string why)
    {
        script_[host].emplace_back(std::unexpected(std::move(why)));
    }

    /// The next look-up of whatever name ends with this exception.
    void break_off(std::exception_ptr failure) { breaks_ = std::move(failure); }

    /// Look-ups of `host` end at their deadline only.
    void hang(const std::string& host) { hanging_[host] = true; }

    /// The names looked up so far, in order.
    const std::vector<std::string>& asked() const { return asked_; }

    asio::awaitable<Answer> resolve(std::string host, async::SteadyTime deadline) override
    {
        asked_.push_back(host);
        if (breaks_) std::rethrow_exception(std::exchange(breaks_, nullptr));
        if (hanging_.contains(host)) {
            auto executor = co_await asio::this_coro::executor;
            asio::steady_timer timer(executor, deadline);
            co_await timer.async_wait(asio::use_awaitable);
            co_return std::unexpected("no answer in time");
        }
        auto& answers = script_[host];
        if (answers.empty()) co_return std::unexpected("the name does not exist");
        auto next = answers.front();
        if (answers.size() > 1) answers.pop_front();
        co_return next;
    }

  private:
    std::map<std::string, std::deque<Answer>> script_;
    std::map<std::string, bool> hanging_;
    std::exception_ptr breaks_;
    std::vector<std::string> asked_;
};

}  // namespace webhookd::test
