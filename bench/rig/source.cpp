// A request for the first page of the newest products makes new ones before it is answered; their sending is
// noted when the answer is handed over.

#include "bench/rig/source.hpp"

namespace webhookd::bench {

namespace {

simulator::Options options_with(const simulator::SeedClock& clock)
{
    simulator::Options options;
    options.now = clock;
    return options;
}

enum class Reading
{
    newest_products,
    all_products,
    other
};

Reading reading_of(const test::Request& request)
{
    if (!request.path.ends_with("/api/products")) return Reading::other;
    return test::find_query(request.query, "order") == "desc" ? Reading::newest_products
                                                              : Reading::all_products;
}

}  // namespace

Source::Source(boost::asio::io_context& context, const simulator::SeedPlan& past)
    : openboxes_(context, options_with(clock_)),
      server_(context, test::TestHttpServer::PlainHandler(
                           [this](const test::Request& request) { return answer(request); }))
{
    openboxes_.world().create_user("bench", "bench", simulator::Role::assistant);
    simulator::seed_world(openboxes_.world(), clock_, past);
}

std::string Source::url() const
{
    return server_.url() + "/openboxes";
}

void Source::stop()
{
    server_.stop();
    openboxes_.stop();
}

void Source::produce(std::size_t total, std::size_t count, std::chrono::milliseconds interval)
{
    wanted_ = total;
    at_once_ = count;
    interval_ = interval;
    last_made_ = std::chrono::steady_clock::now();
}

void Source::make_products()
{
    const auto now = std::chrono::steady_clock::now();
    if (sent_.size() >= wanted_ || now - last_made_ < interval_) return;
    last_made_ = now;
    for (std::size_t i = 0; i < at_once_; ++i)
        made_.push_back(openboxes_.world().create_product());
}

test::Answer Source::answer(const test::Request& request)
{
    const auto reading = reading_of(request);
    const bool first_page = test::find_query(request.query, "offset") == "0";
    if (reading == Reading::newest_products && first_page) make_products();
    if (reading == Reading::all_products && first_page) ++scans_;
    auto answer = openboxes_.handle(request);
    if (reading == Reading::all_products && keeping_) pages_.push_back(answer.body);
    if (reading == Reading::newest_products) note_sent();
    return answer;
}

void Source::note_sent()
{
    answers_.push_back(std::chrono::steady_clock::now());
    for (auto& id : made_)
        sent_.emplace(std::move(id), answers_.back());
    made_.clear();
}

}  // namespace webhookd::bench
