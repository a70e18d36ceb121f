// What a crash leaves for those who have to find its cause.
#pragma once

namespace vchat::ui {

/// From now on a crash (SIGSEGV, SIGABRT and their like) puts the terminal back and writes the stack of its thread to
/// standard error; then the signal ends the process as it would have done. Where somebody else looks for crashes, as
/// sanitizers do, nothing is changed. Call once, before there are threads.
void report_crashes();

}  // namespace vchat::ui
