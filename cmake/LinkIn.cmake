# What to link for a library: its archive, in a target with the property
# STRONGROOM_LINK_IN, and the shared library in any other. Where there is no
# archive it is the shared one everywhere.
#
#   strongroom_link_in(VARIABLE PREFIX NAME)
#
# PREFIX is that of pkg_check_modules, NAME the library's.
function(strongroom_link_in variable prefix name)
	find_library(${prefix}_ARCHIVE "lib${name}.a" HINTS ${${prefix}_STATIC_LIBRARY_DIRS})
	set(link "PkgConfig::${prefix}")
	if(${prefix}_ARCHIVE)
		set(inside "$<BOOL:$<TARGET_PROPERTY:STRONGROOM_LINK_IN>>")
		set(link "$<IF:${inside},${${prefix}_ARCHIVE},PkgConfig::${prefix}>")
		list(APPEND link "$<${inside}:m>")
	endif()
	set(${variable} "${link}" PARENT_SCOPE)
endfunction()
