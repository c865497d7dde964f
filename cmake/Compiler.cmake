# Warnings and hardening, each behind a check that this compiler takes it.
include(CheckCCompilerFlag)
include(CheckPIESupported)
include(CheckLinkerFlag)

add_library(strongroom_options INTERFACE)
target_compile_definitions(strongroom_options INTERFACE
	_GNU_SOURCE STRONGROOM_VERSION="${PROJECT_VERSION}"
	$<$<BOOL:${STRONGROOM_COUNT_SECRETS}>:STRONGROOM_COUNT_SECRETS>)
target_include_directories(strongroom_options INTERFACE "${CMAKE_SOURCE_DIR}/include")

function(strongroom_compile_option flag)
	string(MAKE_C_IDENTIFIER "HAVE_C${flag}" have)
	check_c_compiler_flag("${flag}" ${have})
	if(${have})
		target_compile_options(strongroom_options INTERFACE "${flag}")
	endif()
endfunction()

function(strongroom_link_option flag)
	string(MAKE_C_IDENTIFIER "HAVE_L${flag}" have)
	check_linker_flag(C "${flag}" ${have})
	if(${have})
		target_link_options(strongroom_options INTERFACE "${flag}")
	endif()
endfunction()

foreach(flag -Wall -Wextra -Wconversion -Wshadow -Wpointer-arith -Wstrict-prototypes
		-Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla)
	strongroom_compile_option(${flag})
endforeach()
if(STRONGROOM_WERROR)
	strongroom_compile_option(-Werror)
endif()

if(STRONGROOM_SANITIZE)
	target_compile_options(strongroom_options INTERFACE
		-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
	target_link_options(strongroom_options INTERFACE -fsanitize=address,undefined)
else()
	foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection
			-ftrivial-auto-var-init=zero)
		strongroom_compile_option(${flag})
	endforeach()
	if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
		strongroom_compile_option(-D_FORTIFY_SOURCE=2)
	endif()
	foreach(flag -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
		strongroom_link_option(${flag})
	endforeach()
endif()

if(STRONGROOM_FUZZ)
	if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
		message(FATAL_ERROR "STRONGROOM_FUZZ needs clang: -DCMAKE_C_COMPILER=clang")
	endif()
	target_compile_options(strongroom_options INTERFACE -fsanitize=fuzzer-no-link)
	target_link_options(strongroom_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

check_pie_supported(LANGUAGES C)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
