#include "peer/promise.hpp"

#include <memory>
#include <utility>

#include "glib/owned.hpp"

namespace vchat::peer {

namespace {

struct Request {
  glib::Executor executor;
  std::function<void(const GstStructure*)> handler;
};

void on_answered(GstPromise* promise, gpointer data) noexcept {
  const auto owned = glib::adopt(promise);
  const auto& request = *static_cast<Request*>(data);
  const bool replied = gst_promise_wait(promise) == GST_PROMISE_RESULT_REPLIED;
  const auto* reply = replied ? gst_promise_get_reply(promise) : nullptr;
  const std::shared_ptr<GstStructure> copy(glib::StructurePtr(reply ? gst_structure_copy(reply) : nullptr));
  request.executor.post([handler = request.handler, copy] { handler(copy.get()); });
}

}  // namespace

GstPromise* posted_promise(glib::Executor executor, std::function<void(const GstStructure*)> handler) {
  return gst_promise_new_with_change_func(&on_answered, new Request{std::move(executor), std::move(handler)},
                                          [](gpointer data) { delete static_cast<Request*>(data); });
}

}  // namespace vchat::peer
