# terminal.tcl: a person at a pseudo-terminal, for tests/cli. Run by expect.
#
# What the terminal shows goes to $T/screen, whatever happens, so that a test
# can look for what should never be seen.

# Only who waits in vain waits so long, and a computer may be busy
set timeout 60
log_user 0
log_file -a "$env(T)/screen"

proc failed {what} {
	global expect_out
	puts $what
	catch { puts "last seen: $expect_out(buffer)" }
	exit 1
}

# Start a program on a terminal of its own.
proc start {args} {
	global spawn_id spawn_out terminal
	spawn -noecho {*}$args
	set terminal $spawn_out(slave,name)
}

# Start strongroom.
proc strongroom {args} {
	global env
	uplevel #0 [list start $env(STRONGROOM) {*}$args]
}

# Wait until that appears.
proc see {pattern} {
	global expect_out spawn_id
	expect {
		-re $pattern {}
		timeout { failed "not seen in time: $pattern" }
		eof { failed "it ended before this was seen: $pattern" }
	}
}

# Type a line.
proc type {text} {
	global spawn_id
	send -- "$text\r"
}

proc answer {prompt text} {
	see $prompt
	type $text
}

# It ends by itself, with that exit status.
proc ends {status} {
	global expect_out spawn_id
	expect {
		timeout { failed "it does not end" }
		eof {}
	}
	set result [wait]
	if {[llength $result] > 4} {
		failed "it was killed: $result"
	}
	if {[lindex $result 3] != $status} {
		failed "exit status [lindex $result 3], wanted $status"
	}
}

# Does the terminal show what is typed? "echo" or "-echo", before long.
proc echo_is {want} {
	global terminal
	for {set i 0} {$i < 300} {incr i} {
		set modes [split [string map {; " "} [exec stty -a -F $terminal]]]
		if {[lsearch -exact $modes $want] >= 0} {
			return
		}
		after 100
	}
	failed "the terminal is not set to $want: $modes"
}
