// openboxes-simulator: the simulated OpenBoxes as a program, for the demo and for trying a receiver.

#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "simulator/activity.hpp"
#include "simulator/command_line.hpp"
#include "simulator/seeding.hpp"
#include "simulator/simulated_openboxes.hpp"

namespace {

namespace asio = boost::asio;
using namespace webhookd;             // NOLINT(google-build-using-namespace): a main file
using namespace webhookd::simulator;  // NOLINT(google-build-using-namespace): a main file

struct Settings
{
    Options options;
    SeedPlan plan;
    std::string user = "webhooks@example.org";
    std::string password = "openboxes";
    Role role = Role::browser;
    std::chrono::milliseconds activity{0};
    std::vector<Fault> faults;
    bool quiet = false;
};

constexpr auto description =
    "A simulated OpenBoxes: the REST API of the open-source program, with a made-up past, for developing "
    "against it.\n"
    "Prints its URL as the first line of standard output, then one line per thing that happens there.\n"
    "Ends with status 0 on SIGTERM or SIGINT, 1 when it cannot listen, 2 on bad usage.";

constexpr auto footer =
    "While it runs, drive it by HTTP (simulator/README.md has all of it):\n"
    "  curl -X POST $ORIGIN/simulator/products  -d '{\"name\":\"Gauze\"}'\n"
    "  curl -X POST $ORIGIN/simulator/movements -d '{}'              answers {\"id\":\"ID\"}\n"
    "  curl -X POST $ORIGIN/simulator/movements/ID/ship              also receive, rollback\n"
    "  curl -X POST $ORIGIN/simulator/orders -d '{}'                 then orders/ID/place\n"
    "  curl -X POST $ORIGIN/simulator/adjustments -d '{\"quantity\":-5}'\n"
    "  curl -X POST $ORIGIN/simulator/faults -d "
    "'{\"kind\":\"too_many_requests\",\"retryAfter\":\"5\",\"times\":3}'\n"
    "  curl $ORIGIN/simulator/state\n"
    "$ORIGIN is the printed URL without /openboxes.";

std::size_t to_count(const std::string& text)
{
    std::size_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        throw CLI::ValidationError("--fault",
                                   fmt::format("expected KIND[:PATH][:TIMES], but TIMES is '{}'", text));
    return value;
}

/// KIND[:PATH][:TIMES]
Fault parse_fault(const std::string& text)
{
    Fault fault;
    auto name = text.substr(0, text.find(':'));
    auto kind = find_fault_kind(name);
    if (!kind)
        throw CLI::ValidationError("--fault", fmt::format("unknown kind '{}'; one of: {}", name,
                                                          fmt::join(fault_kind_names(), ", ")));
    fault.kind = *kind;
    auto rest = text.size() > name.size() ? text.substr(name.size() + 1) : "";
    if (rest.starts_with('/') || rest.starts_with('*')) {
        fault.path = rest.substr(0, rest.find(':'));
        rest = rest.size() > fault.path.size() ? rest.substr(fault.path.size() + 1) : "";
    }
    if (!rest.empty()) fault.times = to_count(rest);
    return fault;
}

Role parse_role(const std::string& text)
{
    if (text == "authenticated") return Role::authenticated;
    if (text == "browser") return Role::browser;
    if (text == "assistant") return Role::assistant;
    throw CLI::ValidationError("--role",
                               fmt::format("expected authenticated, browser or assistant, not '{}'", text));
}

std::string read_file(const std::string& option, const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) throw CLI::ValidationError(option, fmt::format("cannot read '{}'", path));
    return {std::istreambuf_iterator<char>(file), {}};
}

void add_options(CLI::App& app, Settings& settings)
{
    auto& options = settings.options;
    options.server.port = 0;
    app.add_option_function<std::string>(
           "--listen", [&](const std::string& text) { test::parse_listen(text, options.server); },
           "ADDRESS:PORT to listen on; port 0 takes a free one")
        ->default_str("127.0.0.1:0");
    app.add_option_function<std::string>(
           "--version-of",
           [&](const std::string& text) {
               try {
                   options.version = parse_version(text);
               } catch (const std::invalid_argument& problem) {
                   throw CLI::ValidationError("--version-of", problem.what());
               }
           },
           "version of OpenBoxes to behave like: 0.8.10, 0.8.18, 0.8.20, 0.9.4, 0.9.5, 0.9.8 differ most")
        ->default_str("0.9.8");
    app.add_option("--context-path", options.context_path, "path before /api")->capture_default_str();
    app.add_option("--facilities", settings.plan.facilities,
                   "depots to make up, besides a clinic and a supplier")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    app.add_option("--products", settings.plan.products, "products to make up")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    app.add_option("--movements", settings.plan.movements, "stock movements to make up")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    app.add_option("--orders", settings.plan.orders, "purchase orders to make up")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    app.add_option("--seed", settings.plan.seed, "the same seed makes up the same past")
        ->capture_default_str();
    app.add_option("--user", settings.user, "user name that can log in")->capture_default_str();
    app.add_option("--password", settings.password, "its password")->capture_default_str();
    app.add_option_function<std::string>(
           "--role", [&](const std::string& text) { settings.role = parse_role(text); },
           "its role: authenticated, browser or assistant; a browser may not read a single stock movement")
        ->default_str("browser");
    app.add_option_function<std::string>(
        "--api-key",
        [&](const std::string& text) {
            auto colon = text.find(':');
            if (colon == std::string::npos || colon == 0)
                throw CLI::ValidationError("--api-key", "expected HEADER:VALUE");
            options.api_key = {text.substr(0, colon), text.substr(colon + 1)};
        },
        "HEADER:VALUE that is accepted instead of a login, as hosted plans do");
    app.add_option_function<std::string>(
        "--activity",
        [&](const std::string& text) { settings.activity = test::parse_length("--activity", text); },
        "make something happen every so often (2s): products, movements, orders, adjustments in turn");
    app.add_option_function<std::vector<std::string>>(
        "--fault",
        [&](const std::vector<std::string>& texts) {
            for (const auto& text : texts)
                settings.faults.push_back(parse_fault(text));
        },
        fmt::format("KIND[:PATH][:TIMES]; may be repeated. PATH is below the context path and may contain *; "
                    "TIMES 0 = "
                    "always, default 1. KIND is one of: {}",
                    fmt::join(fault_kind_names(), ", ")));
    app.add_option("--requests-per-minute", options.requests_per_minute,
                   "answer 429 beyond so many in 60 s; 0 = no limit")
        ->capture_default_str();
    app.add_flag("!--no-retry-after", options.rate_limit_tells_retry_after, "those 429 carry no Retry-After");
    app.add_option_function<std::string>(
        "--session-idle",
        [&](const std::string& text) {
            options.session_idle =
                std::chrono::floor<std::chrono::seconds>(test::parse_length("--session-idle", text));
        },
        "life of an idle session; default is that of the version (2h or 1h)");
    app.add_flag("--hosted-inventory-items", options.hosted_inventory_items,
                 "GET /api/inventoryItems exists");
    app.add_option_function<std::string>(
           "--generic-api",
           [&](const std::string& text) {
               try {
                   options.generic_api = parse_generic_api(text);
               } catch (const std::invalid_argument& problem) {
                   throw CLI::ValidationError("--generic-api", problem.what());
               }
           },
           "what /api/generic answers: available; forbidden, as to an account that may not; missing, 404")
        ->default_str("available");
    app.add_flag("--unstable-ties", options.unstable_ties,
                 "rows with equal sort values change places between requests");
    auto* certificate = app.add_option_function<std::string>(
        "--tls-certificate",
        [&](const std::string& path) {
            if (!options.server.tls) options.server.tls.emplace();
            options.server.tls->certificate_chain = read_file("--tls-certificate", path);
        },
        "PEM file; speak HTTPS");
    auto* key = app.add_option_function<std::string>(
        "--tls-key",
        [&](const std::string& path) {
            if (!options.server.tls) options.server.tls.emplace();
            options.server.tls->private_key = read_file("--tls-key", path);
        },
        "PEM file with the certificate's key");
    certificate->needs(key);
    key->needs(certificate);
    app.add_flag("--quiet", settings.quiet, "print nothing but the URL");
}

void say(const Settings& settings, const World& world, const std::string& what)
{
    if (settings.quiet) return;
    std::puts(fmt::format("{}  {}", iso_date(world.now()), what).c_str());
    std::fflush(stdout);
}

asio::awaitable<void> live(asio::steady_timer& timer, World& world, const Settings& settings)
{
    Activity activity(world, settings.plan.seed);
    for (;;) {
        timer.expires_after(settings.activity);
        auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error) co_return;
        auto what = activity.step();
        say(settings, world, what);
    }
}

int run(Settings& settings)
{
    asio::io_context io;
    SeedClock clock;
    settings.options.now = clock;
    SimulatedOpenBoxes openboxes(io, settings.options);
    openboxes.world().create_user(settings.user, settings.password, settings.role);
    seed_world(openboxes.world(), clock, settings.plan);
    for (const auto& fault : settings.faults)
        openboxes.inject(fault);

    asio::steady_timer timer(io);
    if (settings.activity.count() > 0)
        asio::co_spawn(io, live(timer, openboxes.world(), settings), [](const std::exception_ptr& failure) {
            if (failure) std::rethrow_exception(failure);
        });
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code&, int) {
        timer.cancel();
        openboxes.stop();
    });
    std::puts(openboxes.url().c_str());
    std::fflush(stdout);
    say(settings, openboxes.world(),
        fmt::format("OpenBoxes {} with {} facilities, {} products, {} stock movements, {} purchase orders; "
                    "log in as {}",
                    settings.options.version.text(), openboxes.world().facilities.size(),
                    openboxes.world().products.size(), openboxes.world().movements.size(),
                    openboxes.world().orders.size(), settings.user));
    io.run();
    return test::exit_ok;
}

}  // namespace

int main(int argc, char** argv)
{
    CLI::App app(description, "openboxes-simulator");
    app.footer(footer);
    Settings settings;
    try {
        add_options(app, settings);
        auto status = test::parse_command_line(app, argc, argv);
        return status >= 0 ? status : run(settings);
    } catch (const boost::system::system_error& problem) {
        const auto& server = settings.options.server;
        std::fputs(fmt::format("openboxes-simulator: cannot listen on {}:{}: {}\n", server.address,
                               server.port, problem.code().message())
                       .c_str(),
                   stderr);
        return test::exit_failed;
    } catch (const std::exception& problem) {
        std::fputs(fmt::format("openboxes-simulator: {}\n", problem.what()).c_str(), stderr);
        return test::exit_failed;
    }
}
