#pragma once
// Reading everything takes a stream from one request to an hour of them. A few streams do so at a time, the
// others wait in a queue and go on with their ordinary polls meanwhile. Pure: names in, places out.

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace webhookd::poll {

class ScanTurns
{
  public:
    /// `at_once` >= 1: so many streams scan at a time.
    explicit ScanTurns(std::size_t at_once) : at_once_(at_once) {}

    /// True when the stream may read everything now. Else it has its place in the queue, and end() of another
    /// names it when its turn comes.
    bool take(std::string_view stream);

    /// Something happens in the stream: of those that wait it goes before all others that nothing was said
    /// of.
    void prefer(std::string_view stream);

    /// The stream read everything, could not, or wants to no more. Returns whose turn it is now, so that they
    /// can be woken; nobody when the stream had no place.
    std::vector<std::string> end(std::string_view stream);

    /// Whether it scans or waits.
    bool holds(std::string_view stream) const { return names_.contains(stream); }
    bool is_scanning(std::string_view stream) const;

    /// How many streams are before each of those that scan or wait; as long as nothing changes.
    std::map<std::string_view, std::size_t> places() const;

    void clear()
    {
        queue_.clear();
        names_.clear();
    }

  private:
    struct Turn
    {
        std::string stream;
        bool preferred = false;
    };

    std::size_t at_once_;
    std::deque<Turn> queue_;  ///< the first at_once_ scan
    std::set<std::string, std::less<>> names_;
};

}  // namespace webhookd::poll
