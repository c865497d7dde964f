# strongroom_kit(VAR)
#
# Builds the page of the rescue kit from contrib/kit and puts the name of a C
# file into VAR, which holds the page, or says that this build has none.
#
# This is done while configuring, because what is built depends on it: with
# STRONGROOM_KIT=AUTO a computer without npm, or without a network to get the
# packages from, makes a program without the page.
set(STRONGROOM_KIT AUTO CACHE STRING "The page of the rescue kit: AUTO, ON or OFF (ON needs npm)")
set_property(CACHE STRONGROOM_KIT PROPERTY STRINGS AUTO ON OFF)

set(STRONGROOM_KIT_TIMEOUT 90) # seconds, for a network that answers nothing

# strongroom_npm(PROBLEM FOLDER): what the lock file there names is installed in
# it, once, without running anything that a package brings.
function(strongroom_npm problem folder)
	file(SHA256 "${folder}/package-lock.json" wanted)
	set(stamp "${folder}/node_modules/.installed")
	set(installed "")
	if(EXISTS "${stamp}")
		file(READ "${stamp}" installed)
	endif()
	set(${problem} "" PARENT_SCOPE)
	if(installed STREQUAL wanted)
		return()
	endif()
	find_program(NPM npm)
	if(NOT NPM)
		set(${problem} "npm is not installed" PARENT_SCOPE)
		return()
	endif()
	execute_process(COMMAND "${NPM}" ci --ignore-scripts --no-audit --no-fund --prefer-offline
			--fetch-retries=0 --fetch-timeout=20000
		WORKING_DIRECTORY "${folder}" TIMEOUT ${STRONGROOM_KIT_TIMEOUT}
		RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
	if(result EQUAL 0)
		file(WRITE "${stamp}" "${wanted}")
	else()
		file(WRITE "${folder}/npm.log" "${said}")
		set(${problem} "npm could not get the packages, see ${folder}/npm.log" PARENT_SCOPE)
	endif()
endfunction()

# strongroom_kit_sources(FOLDER): a copy of contrib/kit, to be built in.
function(strongroom_kit_sources folder)
	set(sources "${CMAKE_SOURCE_DIR}/contrib/kit")
	file(GLOB files CONFIGURE_DEPENDS "${sources}/*.mjs" "${sources}/*.json"
		"${sources}/*.html" "${sources}/*.css")
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
	file(GLOB old "${folder}/*.mjs")
	if(old)
		file(REMOVE ${old})
	endif()
	file(COPY ${files} DESTINATION "${folder}")
endfunction()

# strongroom_kit_page(PROBLEM FOLDER): OPEN.html in the folder.
function(strongroom_kit_page problem folder)
	set(page "${folder}/OPEN.html")
	file(REMOVE "${page}")
	set(${problem} "" PARENT_SCOPE)
	find_program(NODE NAMES node nodejs)
	if(NOT NODE)
		set(${problem} "node is not installed" PARENT_SCOPE)
		return()
	endif()
	strongroom_kit_sources("${folder}")
	strongroom_npm(why "${folder}")
	if(why)
		set(${problem} "${why}" PARENT_SCOPE)
		return()
	endif()
	execute_process(COMMAND "${NODE}" build.mjs "${CMAKE_SOURCE_DIR}/data/slip39-words.txt" "${page}"
		WORKING_DIRECTORY "${folder}" TIMEOUT ${STRONGROOM_KIT_TIMEOUT}
		RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
	if(NOT result EQUAL 0)
		file(REMOVE "${page}")
		file(WRITE "${folder}/build.log" "${said}")
		set(${problem} "its script failed, see ${folder}/build.log" PARENT_SCOPE)
	endif()
endfunction()

# strongroom_kit_source(OUT PAGE): the C file OUT, which holds that page; "": none.
function(strongroom_kit_source out page)
	set(incbin "")
	set(size 0)
	string(REPEAT "00" 32 hash)
	if(page)
		set(incbin ".incbin \\\"${page}\\\"\\n")
		file(SIZE "${page}" size)
		file(SHA256 "${page}" hash)
	endif()
	string(REGEX REPLACE "(..)" "0x\\1, " hash "${hash}")
	configure_file("${CMAKE_SOURCE_DIR}/cmake/kit_page.c.in" "${out}" @ONLY)
endfunction()

function(strongroom_kit var)
	set(folder "${CMAKE_BINARY_DIR}/kit")
	set(out "${CMAKE_BINARY_DIR}/generated/kit_page.c")
	set(page "${folder}/OPEN.html")
	set(problem "STRONGROOM_KIT is off")
	if(STRONGROOM_KIT)
		strongroom_kit_page(problem "${folder}")
	endif()
	if(NOT problem)
		file(SHA256 "${page}" hash)
		message(STATUS "Rescue kit: with the page OPEN.html, SHA-256 ${hash}")
	elseif(STRONGROOM_KIT STREQUAL "AUTO" OR NOT STRONGROOM_KIT)
		set(page "")
		message(STATUS "Rescue kit: without the page OPEN.html, for ${problem}")
	else()
		message(FATAL_ERROR "The page of the rescue kit cannot be built, for ${problem}")
	endif()
	strongroom_kit_source("${out}" "${page}")
	set(${var} "${out}" PARENT_SCOPE)
	set(STRONGROOM_KIT_BUILT "${page}" PARENT_SCOPE)
endfunction()
