#pragma once
// Every path of the API and who handles it.

#include "workbench/message.h"
#include "workbench/workbench.h"

namespace sparkify {

// Answers errors too; never throws.
WebAnswer answer(Workbench& workbench, const WebRequest& request);

}  // namespace sparkify
