#!/usr/bin/perl
# An agent, as somebody sees it who talks to its socket.
#   agent.pl pid SOCKET             the process that listens
#   agent.pl ask SOCKET HEX…        send each request, and print each answer in hex
#   agent.pl raw SOCKET HEX SECONDS send these bytes as they are, and stay so long
#   agent.pl scan PID              of lines "name hex" from stdin, the names of those of
#                                   which eight bytes lie in its memory
use strict;
use warnings;
no warnings 'portable';    # addresses have 64 bits
use IO::Socket::UNIX;
use Socket qw(SOL_SOCKET);

use constant SO_PEERCRED => 17;    # socket(7), as Linux on amd64 and arm64 has it

my ($what, $path, @rest) = @ARGV;
my $line;
$SIG{PIPE} = 'IGNORE';    # a line that was closed is what is asked about

sub take {
	my ($n) = @_;
	my $bytes = '';
	while (length $bytes < $n) {
		sysread($line, $bytes, $n - length $bytes, length $bytes) or do { print "closed\n"; exit };
	}
	return $bytes;
}

sub memory {
	my ($pid) = @_;
	my $all = '';
	open my $maps, '<', "/proc/$pid/maps" or die "maps: $!\n";
	sysopen my $mem, "/proc/$pid/mem", 0 or die "mem: $!\n";
	while (<$maps>) {
		my ($from, $to) = /^([0-9a-f]+)-([0-9a-f]+) .w/ or next;
		sysseek $mem, hex $from, 0 or next;
		my $part;
		$all .= $part . "\n" if sysread $mem, $part, hex($to) - hex($from);
	}
	return $all;
}

if ($what eq 'scan') {
	my $all = memory($path);
	while (<STDIN>) {
		my ($name, $hex) = /^(\S+) ([0-9a-f]+)$/ or next;
		print "$name\n" if grep { index($all, pack 'H*', $_) >= 0 } $hex =~ /(.{16})/g;
	}
	exit;
}
$line = IO::Socket::UNIX->new(Peer => $path) or die "nobody listens at $path: $!\n";
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
