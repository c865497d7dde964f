# kdbxwrite.pl NAME=VALUE…: the same database of KeePass, in all the ways in which it can be
# kept, written by another implementation of the format.
#
#   file=FILE version=3.1|4.0|4.1 cipher=aes|chacha20|twofish kdf=aes|argon2d|argon2id
#   compress=0|1 password=TEXT key=FILE
#
# Several databases are parted by an argument "--".
use v5.16;
use warnings;
use utf8;
use File::KDBX;
use File::KDBX::Key::File;
use File::KDBX::Constants qw(:all);
use Time::Piece;

my %VERSIONS = ('3.1' => KDBX_VERSION_3_1, '4.0' => KDBX_VERSION_4_0, '4.1' => KDBX_VERSION_4_1);
my %CIPHERS = (aes => CIPHER_UUID_AES256, chacha20 => CIPHER_UUID_CHACHA20,
	twofish => CIPHER_UUID_TWOFISH, serpent => CIPHER_UUID_SERPENT);
my %KDFS = (argon2d => KDF_UUID_ARGON2D, argon2id => KDF_UUID_ARGON2ID);

sub derive {
	my ($db, $kdf) = @_;

	if ($kdf eq 'aes') {
		$db->kdf_parameters({KDF_PARAM_UUID() => KDF_UUID_AES,
			KDF_PARAM_AES_ROUNDS() => 5000, KDF_PARAM_AES_SEED() => 's' x 32});
		return;
	}
	$db->kdf_parameters({KDF_PARAM_UUID() => $KDFS{$kdf}, KDF_PARAM_ARGON2_SALT() => 't' x 32,
		KDF_PARAM_ARGON2_PARALLELISM() => 2, KDF_PARAM_ARGON2_MEMORY() => 1 << 20,
		KDF_PARAM_ARGON2_ITERATIONS() => 2, KDF_PARAM_ARGON2_VERSION() => 0x13});
}

sub fill {
	my ($db) = @_;
	my $finance = $db->add_group(name => 'Finance');
	my $bank = $finance->add_group(name => 'Bänk')->add_entry(title => 'HSBC', username => 'clerk',
		password => 'old', url => 'https://hsbc.example', notes => "two\nlines");

	$bank->begin_work;
	$bank->password('s3cret – ü');
	$bank->commit;
	$bank->string(PIN => '4711', protect => 1);
	$bank->string('Sort code' => '40-12-34');
	$bank->string(otp => 'otpauth://totp/HSBC?secret=JBSWY3DPEHPK3PXP', protect => 1);
	$bank->binary('codes.txt' => "recovery\0codes");
	$bank->expires(1);
	$bank->expiry_time(scalar gmtime(1_582_977_600)); # 2020-02-29T12:00:00Z
	$db->add_entry(title => 'Online', username => 'x',
		password => '{REF:P@I:' . uc unpack('H*', $bank->uuid) . '}', tags => 'web; money');
	$db->add_entry(title => 'Gone', password => 'gone')->recycle;
}

my %o = (version => '4.0', cipher => 'aes', kdf => 'aes', compress => 1);
my %want = %o;
for my $argument (@ARGV, '--') {
	if ($argument ne '--') {
		my ($name, $value) = split /=/, $argument, 2;
		$want{$name} = $value;
		next;
	}
	my $db = File::KDBX->new;
	$db->version($VERSIONS{$want{version}});
	$db->cipher_id($CIPHERS{$want{cipher}});
	$db->compression_flags($want{compress});
	derive($db, $want{kdf});
	fill($db);
	my @key = ((exists $want{password} ? $want{password} : ()), (exists $want{key} ? File::KDBX::Key::File->new($want{key}) : ()));
	my $key = @key > 1 ? \@key : $key[0];
	# It leaves out a byte of a stream cipher that was written alone and has become "0", which
	# Perl takes for false; what it reads itself is whole.
	my $times = 0;
	do {
		die "it does not read what it wrote: $@" if $times++ == 20;
		$db->dump_file($want{file}, $key);
	} until eval { File::KDBX->load_file($want{file}, $key) };
	%want = %o;
}
