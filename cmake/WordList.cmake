# strongroom_word_list(VAR file symbol count width sha256)
#
# Turns a list of words, one a line, the word last on its line, into a C table
# "const char symbol[count][width]", and puts the name of the generated file
# into VAR. The list must have the given SHA-256. (Rows of one width, because
# pointers would all have to be relocated whenever the program starts.)
function(strongroom_word_list var file symbol count width sha256)
	if(NOT EXISTS "${file}")
		message(FATAL_ERROR "no word list at ${file}: install Debian's package "
			"diceware, or give its path with -DSTRONGROOM_EFF_WORDS=FILE")
	endif()
	file(SHA256 "${file}" found)
	if(NOT found STREQUAL sha256)
		message(FATAL_ERROR "${file} is not the word list that was expected")
	endif()
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
	file(STRINGS "${file}" lines)
	list(TRANSFORM lines REPLACE "^.*[ \t]" "")
	list(LENGTH lines length)
	if(NOT length EQUAL count)
		message(FATAL_ERROR "${file} has ${length} words, not ${count}")
	endif()
	list(JOIN lines "\",\n\t\"" words)
	set(out "${CMAKE_BINARY_DIR}/generated/${symbol}.c")
	file(CONFIGURE OUTPUT "${out}" CONTENT
		"extern const char ${symbol}[${count}][${width}];\n\nconst char ${symbol}[${count}][${width}] = {\n\t\"${words}\"};\n")
	set(${var} "${out}" PARENT_SCOPE)
endfunction()
