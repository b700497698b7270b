#pragma once
// Rows of the store as the JSON that the API answers with. Absent things are null, times are RFC 3339.

#include <optional>
#include <string>

#include "control/stream_list.hpp"
#include "webhookd/control/view.hpp"
#include "webhookd/core/json.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::control {

OrderedJson time_or_null(const std::optional<core::Timestamp>& instant);
/// Null for an empty text.
OrderedJson text_or_null(const std::string& text);

OrderedJson document_of(const ListedStream& stream, core::Timestamp now);
OrderedJson document_of(const store::PollRecord& poll);
OrderedJson document_of(const store::ActionRecord& action);
/// Without the body.
OrderedJson document_of(const store::EventRecord& event);
/// `view` tells whether its subscriber is sent anything at all.
OrderedJson document_of(const View& view, const store::DeliveryRecord& delivery);
OrderedJson document_of(const store::AttemptRecord& attempt);

}  // namespace webhookd::control
