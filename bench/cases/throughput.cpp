// How fast a backlog is delivered: signed, in order, every attempt durable. The limits are what HTTP and what
// SQLite do alone, with the same requests, the same receiver and the same rows.

#include <algorithm>

#include "bench/cases/cases.hpp"
#include "bench/cases/dealt_out.hpp"
#include "bench/limits/alone.hpp"
#include "support/certificates.hpp"

namespace webhookd::bench {

Report measure_throughput(const Options& options)
{
    Figure posts("HTTP alone", "/s");
    Figure records("SQLite alone", "/s");
    Figure one("one subscriber, 50 in flight", "/s", value_at_least(13'000), "the slower of both");
    Figure twenty("20 subscribers", "/s", ratio_at_least(0.9), "one subscriber");
    Figure memory("peak memory", "MiB", value_at_most(80));
    Report report;
    const test::TempDir folder;
    RunningSource source;
    const auto to_one = dealt_out(options, source.url(), folder / "one", 1);
    const auto to_twenty = dealt_out(options, source.url(), folder / "twenty", 20);
    for (std::size_t turn = 0; turn < options.runs; ++turn) {
        posts.add(posts_per_second(to_one.backlog, in_flight));
        records.add(records_per_second(to_one.backlog, in_flight));
        const auto single = run(options, to_one);
        const auto many = run(options, to_twenty);
        one.add(single.per_second, std::min(posts.values.back(), records.values.back()));
        twenty.add(many.per_second, single.per_second);
        memory.add(std::max(single.peak, many.peak));
        report.faults += single.faults;
        report.faults += many.faults;
    }
    report.figures = {posts, records, one, twenty, memory};
    return report;
}

Report measure_https(const Options& options)
{
    Figure plain("one subscriber, http", "/s");
    Figure tls("one subscriber, https", "/s", ratio_at_least(0.6), "http");
    Report report;
    const test::TempDir folder;
    RunningSource source;
    const auto by_http = dealt_out(options, source.url(), folder / "state", 1);
    const test::CertificateAuthority authority;
    const auto server = authority.issue();
    auto by_https = by_http;
    by_https.receiver.certificate = server.certificate;
    by_https.receiver.private_key = server.private_key;
    by_https.settings += ", ca_file: " + folder.write("ca.pem", authority.certificate());
    for (std::size_t turn = 0; turn < options.runs; ++turn) {
        const auto open = run(options, by_http);
        const auto sealed = run(options, by_https);
        plain.add(open.per_second);
        tls.add(sealed.per_second, open.per_second);
        report.faults += open.faults;
        report.faults += sealed.faults;
    }
    report.figures = {plain, tls};
    return report;
}

}  // namespace webhookd::bench
