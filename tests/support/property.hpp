#pragma once
// RapidCheck, with its macros for GoogleTest. It keeps values in std::aligned_storage, which C++23 deprecates
// and libstdc++ says so since version 13; that is for RapidCheck to mend, and not of anything here.

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#include <rapidcheck/gtest.h>
#pragma clang diagnostic pop
