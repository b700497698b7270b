// Whoever asks waits on a flag of their own. It is raised when the requests that a poll has taken go, however
// the poll ended, so nobody waits for ever.

#include "poll/poll_requests.hpp"

namespace webhookd::poll {

asio::awaitable<std::optional<store::PollRecord>> PollRequests::ask()
{
    const auto mine = std::make_shared<Waiting>(executor_);
    waiting_.push_back(mine);
    wake();
    co_await mine->ended.wait();
    co_return std::move(mine->poll);
}

asio::awaitable<void> PollRequests::wait_until(async::Clock& clock, async::SteadyTime due)
{
    co_await asked_.wait_until(clock, due);
}

void PollRequests::Taken::answer(const store::PollRecord& poll)
{
    for (const auto& waiting : waiting_)
        waiting->poll = poll;
}

PollRequests::Taken::~Taken()
{
    for (const auto& waiting : waiting_)
        waiting->ended.notify();
}

}  // namespace webhookd::poll
