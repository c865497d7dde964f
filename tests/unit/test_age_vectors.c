/*
 * Every way in which an age file can be right or wrong, one a line: its name,
 * what it is read with (see forge_read), what has to come of it, how many bytes
 * may be given out before it is refused, and the file.
 */
#include "age_forge.h"

#define V1 "age-encryption.org/v1\n"
#define C48 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define C64 C48 "aaaaaaaaaaaaaaaa"
#define STANZA "-> X25519 " SHARE "\n" BODY "\n"
#define FOOT "--- " MAC "\n"
#define END FOOT NONCE SOMEEND
#define PASS(salt, work, body) V1 "-> scrypt " salt " " work "\n" body "\n" END
#define START V1 STANZA FOOT NONCE

enum { K = AGE_CHUNK };

/* clang-format off */
static const struct vector {
	const char *name;
	char with;
	enum forge_class is;
	const char *says;
	size_t given;
	const char *file;
} vectors[] = {
/* what is fine */
{"one stanza", 'k', FINE, "", 0, V1 STANZA END},
{"a key that fits and one that does not", '2', FINE, "", 0, V1 STANZA END},
{"a passphrase beside the key", 'b', FINE, "", 0, V1 STANZA END},
{"two stanzas for the key", 'k', FINE, "", 0, V1 STANZA "-> X25519 " SHARE2 "\n" BODY2 "\n" END},
{"the second stanza fits", 'k', FINE, "", 0, V1 "-> X25519 " SHAREO "\n" BODYO "\n" STANZA END},
{"the first stanza fits", 'k', FINE, "", 0, V1 STANZA "-> X25519 " SHAREO "\n" BODYO "\n" END},
{"a second stanza for the key, with another file key", 'k', FINE, "", 0, V1 STANZA "-> X25519 " SHARE2 "\n" BODYX "\n" END},
{"a first stanza for the key, with another file key", 'k', BAD_MAC, "HMAC", 0, V1 "-> X25519 " SHARE2 "\n" BODYX "\n" STANZA END},
{"the same stanza twice", 'k', FINE, "", 0, V1 STANZA STANZA END},
{"an unknown stanza before", 'k', FINE, "", 0, V1 "-> joint\n\n" STANZA END},
{"unknown stanzas around", 'k', FINE, "", 0, V1 "-> a-grease b\n" C48 "\n" STANZA "-> c-grease\n" C64 "\naaaa\n" END},
{"an unknown stanza with a long body", 'k', FINE, "", 0, V1 STANZA "-> x\n" C64 "\n" C64 "\n" C64 "\naaaA\n" END},
{"a body of 48 bytes and its empty line", 'k', FINE, "", 0, V1 "-> full\n" C64 "\n\n" STANZA END},
{"a body of 96 bytes and its empty line", 'k', FINE, "", 0, V1 "-> full\n" C64 "\n" C64 "\n\n" STANZA END},
{"a body of 47 bytes", 'k', FINE, "", 0, V1 "-> full\n" C48 "aaaaaaaaaaaaaaI\n" STANZA END},
{"all characters of an argument", 'k', FINE, "", 0, V1 "-> !\"#$%&'()*+,-./ 09:;<=>?@AZ [\\]^_` az{|}~\n\n" STANZA END},
{"arguments that look like markers", 'k', FINE, "", 0, V1 "-> -> --- age-encryption.org/v1\n\n" STANZA END},
{"a long argument", 'k', FINE, "", 0, V1 "-> " C64 C64 C64 C64 C64 C64 C64 C64 "\n\n" STANZA END},
{"a type in small letters beside", 'k', FINE, "", 0, V1 "-> x25519 " SHARE "\n\n" STANZA END},
{"a type of scrypt in capitals beside", 'k', FINE, "", 0, V1 "-> SCRYPT a\n\n" STANZA END},
/* the version */
{"no bytes at all", 'k', HEADER, "not an age file", 0, ""},
{"half a version", 'k', HEADER, "truncated", 0, "age-encryption"},
{"a version without its end", 'k', HEADER, "truncated", 0, "age-encryption.org/v1"},
{"the version alone", 'k', HEADER, "truncated", 0, V1},
{"another file", 'k', HEADER, "not an age file", 0, "{\"encrypted\":false}\n"},
{"a later version", 'k', HEADER, "line 1: the version", 0, "age-encryption.org/v2\n" STANZA END},
{"a longer version", 'k', HEADER, "line 1: the version", 0, "age-encryption.org/v1.1\n" STANZA END},
{"the version in capitals", 'k', HEADER, "not an age file", 0, "AGE-ENCRYPTION.ORG/V1\n" STANZA END},
{"CR LF behind the version", 'k', HEADER, "line 1: the version", 0, "age-encryption.org/v1\r\n" STANZA END},
{"a blank behind the version", 'k', HEADER, "line 1: the version", 0, "age-encryption.org/v1 \n" STANZA END},
{"a blank before the version", 'k', HEADER, "not an age file", 0, " " V1 STANZA END},
{"a line before the version", 'k', HEADER, "not an age file", 0, "\n" V1 STANZA END},
{"a byte order mark", 'k', HEADER, "not an age file", 0, "\xEF\xBB\xBF" V1 STANZA END},
{"CR LF everywhere", 'k', HEADER, "line 1", 0, "age-encryption.org/v1\r\n-> X25519 " SHARE "\r\n" BODY "\r\n--- " MAC "\r\n" NONCE SOMEEND},
/* the lines of stanzas */
{"no stanza", 'k', HEADER, "line 2: it should begin", 0, V1 END},
{"an empty line first", 'k', HEADER, "line 2: it should begin", 0, V1 "\n" STANZA END},
{"an empty line between", 'k', HEADER, "line 4: it should begin", 0, V1 STANZA "\n" STANZA END},
{"an empty line before the end", 'k', HEADER, "line 4: it should begin", 0, V1 STANZA "\n" END},
{"a stanza with another start", 'k', HEADER, "line 4: it should begin", 0, V1 STANZA "-- a\n\n" END},
{"a stanza that begins with a blank", 'k', HEADER, "line 2: it should begin", 0, V1 " -> a\n\n" STANZA END},
{"an arrow alone", 'k', HEADER, "line 2: it should begin", 0, V1 "->\n\n" STANZA END},
{"no argument", 'k', HEADER, "line 2: an argument", 0, V1 "-> \n\n" STANZA END},
{"no blank behind the arrow", 'k', HEADER, "line 2: it should begin", 0, V1 "->a\n\n" STANZA END},
{"two blanks behind the arrow", 'k', HEADER, "line 2: an argument", 0, V1 "->  a\n\n" STANZA END},
{"two blanks between arguments", 'k', HEADER, "line 2: an argument", 0, V1 "-> a  b\n\n" STANZA END},
{"a blank behind the arguments", 'k', HEADER, "line 2: an argument", 0, V1 "-> a \n\n" STANZA END},
{"CR behind the arguments", 'k', HEADER, "line 2: an argument", 0, V1 "-> a\r\n\n" STANZA END},
{"CR within an argument", 'k', HEADER, "line 2: an argument", 0, V1 "-> a\rb\n\n" STANZA END},
{"a tab between arguments", 'k', HEADER, "line 2: an argument", 0, V1 "-> a\tb\n\n" STANZA END},
{"a letter that is not ASCII", 'k', HEADER, "line 2: an argument", 0, V1 "-> \xC3\xA4\n\n" STANZA END},
{"a control character", 'k', HEADER, "line 2: an argument", 0, V1 "-> a\x7F\n\n" STANZA END},
{"a body that is missing", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\n" STANZA END},
{"a last body that is missing", 'k', HEADER, "line 5: it is not in canonical", 0, V1 STANZA "-> a\n" END},
{"two short lines", 'k', HEADER, "line 4: it should begin", 0, V1 "-> a\naaaa\naaaa\n" STANZA END},
{"an empty line behind a short one", 'k', HEADER, "line 4: it should begin", 0, V1 "-> a\naaaa\n\n" STANZA END},
{"48 bytes without the empty line", 'k', HEADER, "line 4: it is not in canonical", 0, V1 "-> a\n" C64 "\n" STANZA END},
{"48 bytes at the end, without it", 'k', HEADER, "line 6: it is not in canonical", 0, V1 STANZA "-> a\n" C64 "\n" END},
{"a line of 65 characters", 'k', HEADER, "line 3: a line is longer", 0, V1 "-> a\n" C64 "a\n\n" STANZA END},
{"a line of 68 characters", 'k', HEADER, "line 3: a line is longer", 0, V1 "-> a\n" C64 "aaaa\n" STANZA END},
{"a line of 128 characters", 'k', HEADER, "line 3: a line is longer", 0, V1 "-> a\n" C64 C64 "\n\n" STANZA END},
{"padding of one", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\naaa=\n" STANZA END},
{"padding of two", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\naA==\n" STANZA END},
{"one character of base64", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\na\n" STANZA END},
{"bits that do not count, of two", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\nAA" ODD "\n" STANZA END},
{"bits that do not count, of three", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\nAAA" ODD "\n" STANZA END},
{"letters of base64url", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\naa-_\n" STANZA END},
{"a byte over 7F in base64", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\naaa\xAF\n" STANZA END},
{"a blank in base64", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\naa aa\n" STANZA END},
{"a blank behind base64", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\naaaa \n" STANZA END},
{"CR behind base64", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> a\naaaa\r\n" STANZA END},
/* the last line */
{"no last line", 'k', HEADER, "truncated", 0, V1 STANZA},
{"a last line that is cut", 'k', HEADER, "truncated", 0, V1 STANZA "--- " MAC},
{"a last line without a MAC", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "---\n" NONCE SOMEEND},
{"and with a blank", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "--- \n" NONCE SOMEEND},
{"no blank before the MAC", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "---" MAC "\n" NONCE SOMEEND},
{"two blanks before the MAC", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "---  " MAC "\n" NONCE SOMEEND},
{"a blank behind the MAC", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "--- " MAC " \n" NONCE SOMEEND},
{"CR behind the MAC", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "--- " MAC "\r\n" NONCE SOMEEND},
{"padding behind the MAC", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "--- " MAC "=\n" NONCE SOMEEND},
{"a MAC that is too long", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "--- " MAC "AAA\n" NONCE SOMEEND},
{"a MAC that is too short", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "--- " MAC CUT CUT CUT "\n" NONCE SOMEEND},
{"a MAC of one byte less", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "--- " MAC CUT "\n" NONCE SOMEEND},
{"a MAC of four letters", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "--- abcd\n" NONCE SOMEEND},
{"a MAC that is not canonical", 'k', HEADER, "line 4: the check value", 0, V1 STANZA "--- " MAC ODD "\n" NONCE SOMEEND},
{"four dashes", 'k', HEADER, "line 4: the last line", 0, V1 STANZA "---- " MAC "\n" NONCE SOMEEND},
{"a second last line", 'k', PAYLOAD, "", 0, V1 STANZA FOOT FOOT NONCE SOMEEND},
{"another MAC", 'k', BAD_MAC, "HMAC", 0, V1 STANZA "--- " MAC OTHER "\n" NONCE SOMEEND},
{"a passphrase, and another MAC", 'p', BAD_MAC, "HMAC", 0, V1 "-> scrypt " SALT " 10\n" SBODY "\n--- " MAC OTHER "\n" NONCE SOMEEND},
/* X25519 */
{"a stanza for somebody else", 'k', NO_MATCH, "another envelope", 0, V1 "-> X25519 " SHAREO "\n" BODYO "\n" END},
{"somebody else's key", 'o', NO_MATCH, "another envelope", 0, V1 STANZA END},
{"neither of two keys", '2', NO_MATCH, "none of the 2 keys", 0, V1 "-> X25519 " SHARE "\n" BODYO "\n" END},
{"only a passphrase for it", 'p', NO_MATCH, "no passphrase", 0, V1 STANZA END},
{"nothing to open it with", '-', NO_MATCH, "no passphrase", 0, V1 STANZA END},
{"the type in small letters", 'k', NO_MATCH, "another kind", 0, V1 "-> x25519 " SHARE "\n" BODY "\n" END},
{"unknown types alone", 'k', NO_MATCH, "another kind", 0, V1 "-> a\n\n-> b\n\n" END},
{"a body with a wrong tag", 'k', NO_MATCH, "another envelope", 0, V1 "-> X25519 " SHARE "\n" BODY OTHER "\n" END},
{"a share that is not its own", 'k', NO_MATCH, "another envelope", 0, V1 "-> X25519 " SHARE2 "\n" BODY "\n" END},
{"no share", 'k', HEADER, "line 2: an X25519 stanza has two", 0, V1 "-> X25519\n" BODY "\n" END},
{"two shares", 'k', HEADER, "line 2: an X25519 stanza has two", 0, V1 "-> X25519 " SHARE " " SHARE "\n" BODY "\n" END},
{"an argument too many", 'k', HEADER, "line 2: an X25519 stanza has two", 0, V1 "-> X25519 " SHARE " 1\n" BODY "\n" END},
{"a share of 31 bytes", 'k', HEADER, "line 2: the share is not 32", 0, V1 "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" BODY "\n" END},
{"a share of 33 bytes", 'k', HEADER, "line 2: the share is not 32", 0, V1 "-> X25519 " SHARE CUT "AA\n" BODY "\n" END},
{"a share of 96 bytes", 'k', HEADER, "line 2: the share is not 32", 0, V1 "-> X25519 " C64 C64 "\n" BODY "\n" END},
{"a share with padding", 'k', HEADER, "line 2: the share is not 32", 0, V1 "-> X25519 " SHARE "=\n" BODY "\n" END},
{"a share that is not canonical", 'k', HEADER, "line 2: the share is not 32", 0, V1 "-> X25519 " SHARE ODD "\n" BODY "\n" END},
{"the share of the point at infinity", 'k', HEADER, "line 2: the share is not a usable", 0, V1 "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" BODY "\n" END},
{"a share of order 4", 'k', HEADER, "line 2: the share is not a usable", 0, V1 "-> X25519 AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" BODY "\n" END},
{"a share of order 8", 'k', HEADER, "line 2: the share is not a usable", 0, V1 "-> X25519 X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEVc\n" BODY "\n" END},
{"the same with its highest bit", 'k', HEADER, "line 2: the share is not a usable", 0, V1 "-> X25519 X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEdc\n" BODY "\n" END},
{"the other one of order 8", 'k', HEADER, "line 2: the share is not a usable", 0, V1 "-> X25519 4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA\n" BODY "\n" END},
{"zero, as the prime", 'k', HEADER, "line 2: the share is not a usable", 0, V1 "-> X25519 7f///////////////////////////////////////38\n" BODY "\n" END},
{"a share of low order behind a right stanza", 'K', HEADER, "line 4: the share is not a usable", 0, V1 STANZA "-> X25519 AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" BODY "\n" END},
{"a malformed share behind a right stanza", 'K', HEADER, "line 4: the share is not 32", 0, V1 STANZA "-> X25519 aaaa\n" BODY "\n" END},
{"a malformed share and a passphrase", 'p', HEADER, "line 2: the share is not 32", 0, V1 "-> X25519 aaaa\n" BODY "\n" END},
{"a file key of 15 bytes", 'k', HEADER, "line 3: the wrapped key", 0, V1 "-> X25519 " SHARE "\n" BODY15 "\n" END},
{"a file key of 17 bytes", 'k', HEADER, "line 3: the wrapped key", 0, V1 "-> X25519 " SHARE "\n" BODY17 "\n" END},
{"an empty body", 'k', HEADER, "line 3: the wrapped key", 0, V1 "-> X25519 " SHARE "\n\n" END},
{"a body of 48 bytes", 'k', HEADER, "line 3: the wrapped key", 0, V1 "-> X25519 " SHARE "\n" C64 "\n\n" END},
{"a body that is not canonical", 'k', HEADER, "line 3: it is not in canonical", 0, V1 "-> X25519 " SHARE "\n" BODY ODD "\n" END},
/* scrypt */
{"a passphrase", 'p', FINE, "", 0, PASS(SALT, "10", SBODY)},
{"a passphrase beside a key", 'b', FINE, "", 0, PASS(SALT, "10", SBODY)},
{"a wrong passphrase", 'q', NO_MATCH, "the passphrase does not open", 0, PASS(SALT, "10", SBODY)},
{"only a key for it", 'k', NO_MATCH, "protected with a passphrase", 0, PASS(SALT, "10", SBODY)},
{"a body with a wrong tag, of scrypt", 'p', NO_MATCH, "the passphrase does not open", 0, PASS(SALT, "10", SBODY OTHER)},
{"another salt", 'p', NO_MATCH, "the passphrase does not open", 0, PASS("AAAAAAAAAAAAAAAAAAAAAA", "10", SBODY)},
{"another work factor", 'p', NO_MATCH, "the passphrase does not open", 0, PASS(SALT, "9", SBODY)},
{"the least work factor", 'p', NO_MATCH, "the passphrase does not open", 0, PASS(SALT, "1", SBODY)},
{"scrypt in capitals", 'p', NO_MATCH, "another kind", 0, V1 "-> SCRYPT " SALT " 10\n" SBODY "\n" END},
{"Scrypt with a capital", 'p', NO_MATCH, "another kind", 0, V1 "-> Scrypt " SALT " 10\n" SBODY "\n" END},
{"a passphrase behind a key", 'b', HEADER, "line 4: a passphrase is mixed", 0, V1 STANZA "-> scrypt " SALT " 10\n" SBODY "\n" END},
{"a passphrase before a key", 'b', HEADER, "line 2: a passphrase is mixed", 0, V1 "-> scrypt " SALT " 10\n" SBODY "\n" STANZA END},
{"a passphrase and an unknown stanza", 'p', HEADER, "line 2: a passphrase is mixed", 0, V1 "-> scrypt " SALT " 10\n" SBODY "\n-> a\n\n" END},
{"an unknown stanza and a passphrase", 'k', HEADER, "line 4: a passphrase is mixed", 0, V1 "-> a\n\n-> scrypt " SALT " 10\n" SBODY "\n" END},
{"two passphrases", 'p', HEADER, "line 2: a passphrase is mixed", 0, V1 "-> scrypt " SALT " 10\n" SBODY "\n-> scrypt " SALT " 10\n" SBODY "\n" END},
{"no salt", 'p', HEADER, "three arguments", 0, V1 "-> scrypt 10\n" SBODY "\n" END},
{"no work factor", 'p', HEADER, "three arguments", 0, V1 "-> scrypt " SALT "\n" SBODY "\n" END},
{"nothing but the type", 'p', HEADER, "three arguments", 0, V1 "-> scrypt\n" SBODY "\n" END},
{"one argument more", 'p', HEADER, "three arguments", 0, PASS(SALT, "10 10", SBODY)},
{"one argument more, and a key", 'k', HEADER, "three arguments", 0, PASS(SALT, "10 10", SBODY)},
{"a salt of 15 bytes", 'p', HEADER, "line 2: the salt", 0, PASS("AAAAAAAAAAAAAAAAAAAA", "10", SBODY)},
{"a salt of 17 bytes", 'p', HEADER, "line 2: the salt", 0, PASS("AAAAAAAAAAAAAAAAAAAAAAA", "10", SBODY)},
{"a salt with padding", 'p', HEADER, "line 2: the salt", 0, PASS(SALT "==", "10", SBODY)},
{"a salt that is not canonical", 'p', HEADER, "line 2: the salt", 0, PASS(SALT ODD, "10", SBODY)},
{"a work factor of 0", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "0", SBODY)},
{"a work factor of 010", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "010", SBODY)},
{"a work factor of 012", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "012", SBODY)},
{"a work factor of +10", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "+10", SBODY)},
{"a work factor of -10", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "-10", SBODY)},
{"a work factor of 0xa", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "0xa", SBODY)},
{"a work factor of a", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "a", SBODY)},
{"a work factor of 1e1", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "1e1", SBODY)},
{"a work factor of 10.", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "10.", SBODY)},
{"a work factor of $10", 'p', HEADER, "line 2: the work factor is not", 0, PASS(SALT, "$10", SBODY)},
{"a work factor of 23", 'p', HEADER, "line 2: the work factor is over 22", 0, PASS(SALT, "23", SBODY)},
{"a work factor of 30", 'k', HEADER, "line 2: the work factor is over 22", 0, PASS(SALT, "30", SBODY)},
{"a work factor over 32 bits", 'p', HEADER, "line 2: the work factor is over 22", 0, PASS(SALT, "4294967306", SBODY)},
{"a work factor over 64 bits", 'p', HEADER, "line 2: the work factor is over 22", 0, PASS(SALT, "18446744073709551626", SBODY)},
{"a file key of 15 bytes, of scrypt", 'p', HEADER, "line 3: the wrapped key", 0, PASS(SALT, "10", SBODY15)},
{"a file key of 17 bytes, of scrypt", 'p', HEADER, "line 3: the wrapped key", 0, PASS(SALT, "10", SBODY17)},
{"a body that is not canonical, of scrypt", 'p', HEADER, "line 3: it is not in canonical", 0, PASS(SALT, "10", SBODY ODD)},
/* the payload */
{"no nonce", 'k', HEADER, "nonce is missing", 0, V1 STANZA FOOT},
{"a short nonce", 'k', HEADER, "nonce is missing", 0, START CUT},
{"no chunk", 'k', PAYLOAD, "truncated", 0, START},
{"less than a tag", 'k', PAYLOAD, "truncated", 0, START NONEEND CUT},
{"an empty payload", 'k', FINE, "", 0, START NONEEND},
{"one full chunk", 'k', FINE, "", 0, START FULLEND},
{"a full chunk and a short one", 'k', FINE, "", 0, START FULL SOMEEND},
{"two full chunks", 'k', FINE, "", 0, START FULL FULLEND},
{"three chunks", 'k', FINE, "", 0, START FULL FULL SOMEEND},
{"an empty last chunk", 'k', PAYLOAD, "empty last chunk", K, START FULL NONEEND},
{"an empty last chunk behind two", 'k', PAYLOAD, "empty last chunk", 2 * K, START FULL FULL NONEEND},
{"an empty chunk that is not the last", 'k', PAYLOAD, "truncated", 0, START NONE},
{"a last chunk that is not final", 'k', PAYLOAD, "truncated", 0, START SOME},
{"a full chunk that is not final", 'k', PAYLOAD, "truncated", 0, START FULL},
{"a second chunk that is not final", 'k', PAYLOAD, "truncated", K, START FULL SOME},
{"a second full chunk that is not final", 'k', PAYLOAD, "truncated", K, START FULL FULL},
{"a final chunk before the last", 'k', PAYLOAD, "trailing", 0, START FULLEND SOMEEND},
{"a final chunk within", 'k', PAYLOAD, "trailing", K, START FULL FULLEND SOMEEND},
{"two full final chunks", 'k', PAYLOAD, "trailing", 0, START FULLEND FULLEND},
{"two short final chunks", 'k', PAYLOAD, "added to", 0, START SOMEEND SOMEEND},
{"a short chunk that is not the last", 'k', PAYLOAD, "last chunk", 0, START SOME SOMEEND},
{"a short second chunk that is not the last", 'k', PAYLOAD, "last chunk", K, START FULL SOME SOMEEND},
{"a byte behind a short chunk", 'k', PAYLOAD, "added to", 0, START SOMEEND "x"},
{"a line feed behind a short chunk", 'k', PAYLOAD, "added to", 0, START SOMEEND "\n"},
{"a byte behind a full chunk", 'k', PAYLOAD, "trailing", 0, START FULLEND "x"},
{"20 bytes behind a full chunk", 'k', PAYLOAD, "trailing", 0, START FULLEND "xxxxxxxxxxxxxxxxxxxx"},
{"a byte behind an empty payload", 'k', PAYLOAD, "added to", 0, START NONEEND "x"},
{"a tag that is cut", 'k', PAYLOAD, "truncated", 0, START SOMEEND CUT},
{"a tag that is cut, of a full chunk", 'k', PAYLOAD, "truncated", 0, START FULLEND CUT},
{"a tag that is cut, of a second chunk", 'k', PAYLOAD, "truncated", K, START FULL SOMEEND CUT},
{"a second chunk of less than a tag", 'k', PAYLOAD, "truncated", K, START FULL NONEEND CUT},
{"a wrong tag", 'k', PAYLOAD, "altered", 0, START SOMEEND FLIP},
{"a wrong tag of a full chunk", 'k', PAYLOAD, "altered", 0, START FULLEND FLIP},
{"a wrong tag of a first chunk", 'k', PAYLOAD, "altered in chunk 1", 0, START FULL FLIP SOMEEND},
{"a wrong tag of a second chunk", 'k', PAYLOAD, "altered", K, START FULL SOMEEND FLIP},
{"a wrong tag of a second of three", 'k', PAYLOAD, "altered in chunk 2", K, START FULL FULL FLIP SOMEEND},
{"a wrong tag of an empty payload", 'k', PAYLOAD, "altered", 0, START NONEEND FLIP},
{"a nonce with another bit", 'k', PAYLOAD, "altered", 0, START FLIP SOMEEND},
{"a payload behind a passphrase", 'p', FINE, "", 0, V1 "-> scrypt " SALT " 10\n" SBODY "\n" FOOT NONCE FULL SOMEEND},
{"one that is cut", 'p', PAYLOAD, "truncated", K, V1 "-> scrypt " SALT " 10\n" SBODY "\n" FOOT NONCE FULL SOME},
};
/* clang-format on */

enum { VECTORS = sizeof vectors / sizeof vectors[0] };

static void arm(struct buf *out, struct slice file)
{
	struct age_armor_writer *w = age_armor_writer_new((struct age_sink){forge_take, out});
	struct age_sink sink = age_armor_writer_sink(w);

	if (sink.write(sink.arg, file.p, file.n, NULL) != RC_OK ||
	    age_armor_writer_close(w, NULL) != RC_OK)
		abort();
	age_armor_writer_free(w);
}

/* Read in pieces of that size, it comes to what it should. */
static void judge(const struct vector *v, struct slice file, const struct buf *plain,
    size_t step, const char *how)
{
	struct buf back = {0};
	struct err e = {0};
	enum rc rc = forge_read(&back, file, v->with, step, &e);
	size_t given = rc == RC_OK ? plain->n : v->given;

	ok(forge_class(rc, e.text) == v->is && strstr(e.text, v->says) != NULL &&
		back.n == given && (given == 0 || memcmp(back.p, plain->p, given) == 0),
	    "%s%s: '%s', %zu bytes given out", v->name, how, e.text, back.n);
	buf_finish(&back);
}

static void test_vector(const struct vector *v, bool with_age)
{
	struct buf file = {0};
	struct buf armored = {0};
	struct buf plain = {0};

	forge_file(&file, &plain, v->file);
	arm(&armored, buf_slice(&file));
	judge(v, buf_slice(&file), &plain, 4096, "");
	judge(v, buf_slice(&file), &plain, 1, ", byte by byte");
	judge(v, buf_slice(&armored), &plain, 777, ", armored");
	/*
	 * age asks for a passphrase at a terminal only; and looks at no stanza (K)
	 * behind one that fits.
	 */
	if (with_age && v->with == 'k') {
		ok(forge_age_takes(buf_slice(&file)) == (v->is == FINE), "age agrees: %s",
		    v->name);
		ok(forge_age_takes(buf_slice(&armored)) == (v->is == FINE),
		    "age agrees, armored: %s", v->name);
	}
	buf_finish(&file);
	buf_finish(&armored);
	buf_finish(&plain);
}

int main(void)
{
	struct err e;
	bool with_age;

	if (crypto_init(&e) != RC_OK)
		return 1;
	forge_init();
	with_age = forge_age_start();
	if (!with_age)
		tap_skip("the program age", "it is not installed");
	for (size_t i = 0; i < VECTORS; i++)
		test_vector(&vectors[i], with_age);
	forge_age_end();
	forge_finish();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
