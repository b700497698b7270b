# What the program that is installed is built with beyond Options.cmake: a mistake in it should end the process, not
# become a way in. And the same source gives the same bytes, in whichever folder it was built.
option(WEBHOOKD_HARDENED "build position independent, with checked buffers, stacks and jumps" OFF)

if(WEBHOOKD_HARDENED AND NOT WEBHOOKD_SANITIZE)
  include(CheckCXXCompilerFlag)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  add_compile_options(
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
    -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero)
  # x86, ARM. Of ARM's only signed return addresses: clang 19 leaves the marks of branch targets (BTI) out where
  # exceptions are caught, so that with libgcc of GCC 14 the first exception ends the process with SIGILL
  # (https://github.com/llvm/llvm-project/issues/149267).
  foreach(branches -fcf-protection=full -mbranch-protection=pac-ret)
    string(MAKE_C_IDENTIFIER "WEBHOOKD_HAS${branches}" known)
    check_cxx_compiler_flag(${branches} ${known})
    if(${known})
      add_compile_options(${branches})
    endif()
  endforeach()
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--build-id=sha1)
  # The build folder lies in the source folder, or elsewhere; neither may show in the program.
  add_compile_options("-ffile-prefix-map=${CMAKE_BINARY_DIR}=build" "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
endif()
