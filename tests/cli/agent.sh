# agent.sh: what is known of an agent from outside. To be sourced behind lib.sh.

# lasting COMMAND…: run the command, a shell's own, until it is true; half a minute at most
lasting() {
	local i
	for ((i = 0; i < 600; i++)); do
		"$@" && return
		sleep 0.05
	done
	return 1
}
sockets() { # how many agents there are
	find "$XDG_RUNTIME_DIR/strongroom" -type s 2>/dev/null | wc -l
}
socket() {
	find "$XDG_RUNTIME_DIR/strongroom" -type s
}
agent_pid() {
	"$TESTS/tools/agent.pl" pid "$(socket)"
}
ended() { # PID: is that process gone, or at most waits to be asked how it ended?
	! grep -q "^State:[[:space:]]*[^ZX[:space:]]" "/proc/$1/status" 2>/dev/null
}
