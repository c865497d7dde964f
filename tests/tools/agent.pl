#!/usr/bin/perl
# An agent, as somebody sees it who talks to its socket.
#   agent.pl pid SOCKET             the process that listens
#   agent.pl ask SOCKET HEX…        send each request, and print each answer in hex
#   agent.pl raw SOCKET HEX SECONDS send these bytes as they are, and stay so long
use strict;
use warnings;
use IO::Socket::UNIX;
use Socket qw(SOL_SOCKET);

use constant SO_PEERCRED => 17;    # socket(7), as Linux on amd64 and arm64 has it

my ($what, $path, @rest) = @ARGV;
my $line = IO::Socket::UNIX->new(Peer => $path) or die "nobody listens at $path: $!\n";

sub take {
	my ($n) = @_;
	my $bytes = '';
	while (length $bytes < $n) {
		sysread($line, $bytes, $n - length $bytes, length $bytes) or do { print "closed\n"; exit };
	}
	return $bytes;
}

if ($what eq 'pid') {
	print +(unpack 'l3', getsockopt $line, SOL_SOCKET, SO_PEERCRED)[0], "\n";
} elsif ($what eq 'ask') {
	for my $request (map { pack 'H*', $_ } @rest) {
		syswrite $line, pack('N', length $request) . $request;
		print unpack('H*', take(unpack 'N', take(4))), "\n";
	}
} elsif ($what eq 'raw') {
	syswrite $line, pack 'H*', $rest[0];
	sleep $rest[1];
}
