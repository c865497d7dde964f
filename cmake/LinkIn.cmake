# What to link for a library: its archive, in a target with the property
# STRONGROOM_LINK_IN, and the shared library in any other. Where there is no
# archive, or none that a program can be linked with (it may want more libraries,
# or be made for programs that stay where they are), it is the shared one
# everywhere.
#
#   strongroom_link_in(VARIABLE PREFIX NAME FUNCTION)
#
# PREFIX is that of pkg_check_modules, NAME the library's, FUNCTION one that is in
# it. STRONGROOM_LOADED gets the names of those that the program has to load.
include(CheckLibraryExists)

function(strongroom_link_in variable prefix name function)
	find_library(${prefix}_ARCHIVE "lib${name}.a" HINTS ${${prefix}_STATIC_LIBRARY_DIRS})
	set(link "PkgConfig::${prefix}")
	if(${prefix}_ARCHIVE)
		set(CMAKE_REQUIRED_LIBRARIES m)
		check_library_exists("${${prefix}_ARCHIVE}" ${function} "" ${prefix}_ARCHIVE_LINKS)
	endif()
	if(${prefix}_ARCHIVE_LINKS)
		set(inside "$<BOOL:$<TARGET_PROPERTY:STRONGROOM_LINK_IN>>")
		set(link "$<IF:${inside},${${prefix}_ARCHIVE},PkgConfig::${prefix}>")
		list(APPEND link "$<${inside}:m>")
	endif()
	if(NOT (STRONGROOM_LINK_IN AND ${prefix}_ARCHIVE_LINKS))
		set(STRONGROOM_LOADED "${STRONGROOM_LOADED} lib${name}" PARENT_SCOPE)
	endif()
	set(${variable} "${link}" PARENT_SCOPE)
endfunction()
