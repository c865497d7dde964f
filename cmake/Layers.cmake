# A layer is a static library and a proof that it uses only what it may.
#
#   strongroom_layer(NAME USES layer… EXTERNAL target… SOURCES generated…)
#
# The proof is an empty program that links the layer whole, and beside it only
# the layers it may use: a call upward has nothing to resolve it, so the
# program does not link. (Static libraries alone would not show that.)
function(strongroom_layer name)
	cmake_parse_arguments(L "" "" "USES;EXTERNAL;SOURCES" ${ARGN})
	file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${name}/*.c")
	add_library(strongroom_${name} STATIC ${sources} ${L_SOURCES})
	target_link_libraries(strongroom_${name} PRIVATE strongroom_options ${L_EXTERNAL})
	target_include_directories(strongroom_${name} PRIVATE "${CMAKE_SOURCE_DIR}/src/${name}")
	list(TRANSFORM L_USES PREPEND strongroom_ OUTPUT_VARIABLE uses)
	target_link_libraries(strongroom_${name} PUBLIC ${uses})

	add_executable(layer_${name} "${CMAKE_SOURCE_DIR}/cmake/layer.c")
	target_link_libraries(layer_${name} PRIVATE strongroom_options
		"$<LINK_LIBRARY:WHOLE_ARCHIVE,strongroom_${name}>" ${uses})
	set_target_properties(layer_${name} PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/layers")
endfunction()
