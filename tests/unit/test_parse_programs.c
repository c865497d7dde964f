#include "crypto/secret.h"
#include "transcript.h"

static void test_dashlane(void)
{
	takes("dashlane",
	    "username,username2,username3,title,password,note,url,category,otpSecret\n"
	    "clerk@a.example,clerk,,Bank,p w,n,https://a.example,Finance,JBSWY3DPEHPK3PXP\n"
	    ",second,third,\"Router, hall\",q,,,,\n",
	    "ITEM 2 login \"Bank\"\nuser \"clerk@a.example\"\nurl \"https://a.example\"\n"
	    "tag \"Finance\"\nplain \"username 2\" \"clerk\"\nsecret \"password\" \"p w\"\n"
	    "totp \"totp\" \"JBSWY3DPEHPK3PXP\"\nnotes \"notes\" \"n\"\n"
	    "ITEM 3 login \"Router, hall\"\nuser \"second\"\nplain \"username 3\" \"third\"\n"
	    "secret \"password\" \"q\"\n",
	    "logins of Dashlane");
	takes("dashlane-notes", "title,note,category\nAlarm,4711 then #,Hall\n",
	    "ITEM 2 note \"Alarm\"\ntag \"Hall\"\nnotes \"notes\" \"4711 then #\"\n",
	    "notes of Dashlane");
	refuses("title,note,password\nAlarm,n,hunter2\n", NULL, RC_INPUT, "unknown kind",
	    "with another column it may be anything");
	takes("dashlane-payments",
	    "type,account_name,account_holder,cc_number,code,expiration_month,expiration_year,"
	    "routing_number,account_number,country,issuing_bank\n"
	    "credit_card,,J Smith,4111111111111111,123,7,2030,,,GB,Unity\n"
	    "bank,Current,Parish Council,,,,,60-83-01,20123456,GB,Unity\n",
	    "ITEM 2 card \"Card\"\nplain \"account holder\" \"J Smith\"\n"
	    "secret \"number\" \"4111111111111111\"\nsecret \"code\" \"123\"\n"
	    "plain \"expiry month\" \"7\"\nplain \"expiry year\" \"2030\"\n"
	    "plain \"country\" \"GB\"\nplain \"bank\" \"Unity\"\n"
	    "ITEM 3 bank-account \"Current\"\nplain \"account holder\" \"Parish Council\"\n"
	    "plain \"sort code\" \"60-83-01\"\nsecret \"account number\" \"20123456\"\n"
	    "plain \"country\" \"GB\"\nplain \"bank\" \"Unity\"\n",
	    "cards and accounts of Dashlane");
	takes("dashlane-payments",
	    "type,account_name,cc_number,code,expiration_month,expiration_year,country,name\n"
	    "payment_card,Clerk's card,4111111111111111,123,07,2030,GB,J Smith\n",
	    "ITEM 2 card \"Clerk's card\"\nplain \"name\" \"J Smith\"\n"
	    "secret \"number\" \"4111111111111111\"\nsecret \"code\" \"123\"\n"
	    "plain \"expiry month\" \"07\"\nplain \"expiry year\" \"2030\"\n"
	    "plain \"country\" \"GB\"\n",
	    "cards of Dashlane where there are no accounts");
	takes("dashlane-payments",
	    "type,account_name,account_holder,routing_number,account_number,issuing_bank\n"
	    "bank,Current,Parish Council,60-83-01,20123456,Unity\n",
	    "ITEM 2 bank-account \"Current\"\nplain \"account holder\" \"Parish Council\"\n"
	    "plain \"sort code\" \"60-83-01\"\nsecret \"account number\" \"20123456\"\n"
	    "plain \"bank\" \"Unity\"\n",
	    "accounts of Dashlane where there are no cards");
	takes("dashlane",
	    "title,url,username,password,note,category\nHall,hall.example,c,p,,Hall\n",
	    "ITEM 2 login \"Hall\"\nuser \"c\"\nurl \"hall.example\"\ntag \"Hall\"\n"
	    "secret \"password\" \"p\"\n",
	    "logins of Dashlane with one user name each");
	takes("dashlane-ids", "type,number,name\ntax_number,T1,\n",
	    "ITEM 2 identity \"Tax number\"\nsecret \"number\" \"T1\"\n",
	    "documents of Dashlane without dates");
	takes("dashlane-personal", "type,item_name,phone_number\nnumber,Hall,01530\n",
	    "ITEM 2 identity \"Hall\"\nplain \"phone\" \"01530\"\n",
	    "people of Dashlane of whom only the number is known");
	takes("dashlane-ids",
	    "type,number,name,issue_date,expiration_date,place_of_issue,state\n"
	    "passport,P123,Jane Smith,2020-01-02,2030-01-01,Newport,\n",
	    "ITEM 2 identity \"Passport\"\nsecret \"number\" \"P123\"\n"
	    "plain \"name\" \"Jane Smith\"\nplain \"issue date\" \"2020-01-02\"\n"
	    "plain \"expiry date\" \"2030-01-01\"\nplain \"place of issue\" \"Newport\"\n",
	    "documents of Dashlane");
	takes("dashlane-personal",
	    "type,title,first_name,middle_name,last_name,login,date_of_birth,place_of_birth,"
	    "email,email_type,item_name,phone_number,address,country,state,city,zip,"
	    "address_recipient,address_building,address_apartment,address_floor,"
	    "address_door_code,job_title,url\n"
	    "name,MRS,Jane,,Smith,jane,1970-01-01,,,,,,,,,,,,,,,,,\n"
	    "email,,,,,,,,c@a.example,personal,Parish,,,,,,,,,,,,,\n",
	    "ITEM 2 identity \"Name\"\nuser \"jane\"\nplain \"title\" \"MRS\"\n"
	    "plain \"first name\" \"Jane\"\nplain \"last name\" \"Smith\"\n"
	    "plain \"date of birth\" \"1970-01-01\"\n"
	    "ITEM 3 identity \"Parish\"\nplain \"email\" \"c@a.example\"\n"
	    "plain \"email type\" \"personal\"\n",
	    "people of Dashlane");
	takes("dashlane-wifi",
	    "ssid,passphrase,name,note,hidden,encription_type\nHall,w p,WiFi,,false,WPA2\n",
	    "ITEM 2 wifi \"WiFi\"\nplain \"ssid\" \"Hall\"\nsecret \"password\" \"w p\"\n"
	    "plain \"hidden\" \"false\"\nplain \"encryption\" \"WPA2\"\n",
	    "networks of Dashlane");
}

#define NORDPASS                                                                               \
	"name,url,additional_urls,username,password,note,cardholdername,cardnumber,cvc,pin,"   \
	"expirydate,zipcode,folder,shared_folder,full_name,phone_number,email,address1,"       \
	"address2,city,country,state,type,custom_fields\n"

static void test_nordpass(void)
{
	takes("nordpass",
	    NORDPASS
	    "Finance/Bank,,,,,,,,,,,,,,,,,,,,,,folder,\n"
	    "Unity,https://a.example,\"[\"\"https://b.example/?x=1,2\"\"]\",c,p,n,,,,,,,"
	    "Finance/Bank,,,,,,,,,,password,"
	    "\"[{\"\"type\"\":\"\"hidden\"\",\"\"label\"\":\"\"PIN\"\",\"\"value\"\":\"\"1\"\"}"
	    ","
	    "{\"\"type\"\":\"\"text\"\",\"\"label\"\":\"\"Branch\"\",\"\"value\"\":"
	    "\"\"Ashby\"\"}]\"\n"
	    "Visa,,,,,,J Smith,4111111111111111,123,4711,01/30,LE65,,,,,,,,,,,credit_card,\n"
	    "Alarm,,,,,code 9,,,,,,,,,,,,,,,,,note,\n"
	    "Jane,,,,,,,,,,,LE65,,,Jane Smith,07700,j@a.example,1 Road,,Ashby,GB,,identity,\n",
	    "ITEM 3 login \"Unity\"\nuser \"c\"\nurl \"https://a.example\"\n"
	    "url \"https://b.example/?x=1,2\"\ntag \"Finance/Bank\"\n"
	    "secret \"password\" \"p\"\nnotes \"notes\" \"n\"\nsecret \"PIN\" \"1\"\n"
	    "plain \"Branch\" \"Ashby\"\n"
	    "ITEM 4 card \"Visa\"\nplain \"cardholder name\" \"J Smith\"\n"
	    "secret \"number\" \"4111111111111111\"\nsecret \"code\" \"123\"\n"
	    "secret \"PIN\" \"4711\"\nplain \"expiry date\" \"01/30\"\n"
	    "plain \"postal code\" \"LE65\"\n"
	    "ITEM 5 note \"Alarm\"\nnotes \"notes\" \"code 9\"\n"
	    "ITEM 6 identity \"Jane\"\nplain \"full name\" \"Jane Smith\"\n"
	    "plain \"phone\" \"07700\"\nplain \"email\" \"j@a.example\"\n"
	    "plain \"address 1\" \"1 Road\"\nplain \"city\" \"Ashby\"\n"
	    "plain \"postal code\" \"LE65\"\nplain \"country\" \"GB\"\n",
	    "all types of NordPass, whose folders are no entries");
	takes("nordpass",
	    NORDPASS
	    "A,,[1],,,,,,,,,,,,,,,,,,,,password,{}\n"
	    "B,,https://b.example,,,,,,,,,,,,,,,,,,,,password,\"[{\"\"value\"\":1}]\"\n",
	    "ITEM 2 login \"A\"\nsecret \"additional_urls\" \"[1]\"\n"
	    "secret \"custom_fields\" \"{}\"\n"
	    "PROBLEM 2 \"A\": additional_urls is not written as usual, and became a hidden "
	    "field as it is; custom_fields is not written as usual, and became a hidden field "
	    "as it is\n"
	    "ITEM 3 login \"B\"\nurl \"https://b.example\"\n"
	    "secret \"custom_fields\" \"[{\"value\":1}]\"\n"
	    "PROBLEM 3 \"B\": custom_fields is not written as usual, and became a hidden "
	    "field as it is\n",
	    "what is no such array is kept as it is");
}

#define NORDPASS_UNTYPED                                                                       \
	"name,url,username,password,note,cardholdername,cardnumber,cvc,expirydate,zipcode,"    \
	"folder,full_name,phone_number,email,address1,address2,city,country,state\n"

/* What an older NordPass wrote does not say what anything is. */
static void test_nordpass_untyped(void)
{
	takes("nordpass",
	    NORDPASS_UNTYPED
	    "Finance/Bank,,,,,,,,,,,,,,,,,,\n"
	    "Unity,https://a.example,c,p,n,,,,,,Finance/Bank,,,,,,,,\n"
	    "Visa,,,,for fuel,J Smith,4111111111111111,123,01/30,LE65,,,,,,,,,\n"
	    "Alarm,,,,code 9,,,,,,,,,,,,,,\n"
	    "Jane,,,,,,,,,LE65,,Jane Smith,07700,j@a.example,1 Road,,Ashby,GB,\n"
	    "Spare,,,,,,,,,,Finance,,,,,,,,\n",
	    "PROBLEM 2 \"Finance/Bank\": skipped: it has nothing but a name, as a folder in "
	    "this "
	    "file has\n"
	    "ITEM 3 login \"Unity\"\nuser \"c\"\nurl \"https://a.example\"\n"
	    "tag \"Finance/Bank\"\nsecret \"password\" \"p\"\nnotes \"notes\" \"n\"\n"
	    "ITEM 4 card \"Visa\"\nplain \"cardholder name\" \"J Smith\"\n"
	    "secret \"number\" \"4111111111111111\"\nsecret \"code\" \"123\"\n"
	    "plain \"expiry date\" \"01/30\"\nplain \"postal code\" \"LE65\"\n"
	    "notes \"notes\" \"for fuel\"\n"
	    "ITEM 5 note \"Alarm\"\nnotes \"notes\" \"code 9\"\n"
	    "ITEM 6 identity \"Jane\"\nplain \"full name\" \"Jane Smith\"\n"
	    "plain \"phone\" \"07700\"\nplain \"email\" \"j@a.example\"\n"
	    "plain \"address 1\" \"1 Road\"\nplain \"city\" \"Ashby\"\n"
	    "plain \"postal code\" \"LE65\"\nplain \"country\" \"GB\"\n"
	    "ITEM 7 login \"Spare\"\ntag \"Finance\"\n",
	    "entries without types are what they show");
}

static void test_proton(void)
{
	takes("protonpass-csv",
	    "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\n"
	    "login,Bank,\"https://a.example/, https://b.example/\",c@a.example,clerk,p,,,1,2,"
	    "Council\n"
	    "alias,Shop,,x@passmail.net,,,,,1,2,Private\n"
	    "note,Alarm,,,,,\"{\"\"number\"\":\"\"9\"\"}\",,1,2,Council\n"
	    "creditCard,Fuel,,,,,{\"number,,1,2,Council\n",
	    "ITEM 2 login \"Bank\"\nuser \"clerk\"\nurl \"https://a.example/\"\n"
	    "url \"https://b.example/\"\ntag \"Council\"\nplain \"email\" \"c@a.example\"\n"
	    "secret \"password\" \"p\"\n"
	    "ITEM 3 login \"Shop\"\nuser \"x@passmail.net\"\ntag \"Private\"\n"
	    "ITEM 4 note \"Alarm\"\ntag \"Council\"\nnotes \"notes\" \"{\"number\":\"9\"}\"\n"
	    "ITEM 5 card \"Fuel\"\ntag \"Council\"\nnotes \"notes\" \"{\"number\"\n",
	    "Proton Pass's CSV");
}

/* What belongs to such types stands as JSON in the column of notes. */
static void test_proton_types(void)
{
	takes("protonpass-csv",
	    "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\n"
	    "creditCard,Visa,,,,,\"{\"\"cardholderName\"\":\"\"J Smith\"\",\"\"cardType\"\":0,"
	    "\"\"number\"\":\"\"4111\"\",\"\"verificationNumber\"\":\"\"123\"\","
	    "\"\"expirationDate\"\":"
	    "\"\"2030-07\"\",\"\"pin\"\":\"\"\"\",\"\"note\"\":\"\"for "
	    "fuel\"\"}\",,1,2,Council\n"
	    "identity,Jane,,,,,\"{\"\"fullName\"\":\"\"Jane "
	    "Smith\"\",\"\"passportNumber\"\":\"\"P1\"\","
	    "\"\"extraWorkDetails\"\":[{\"\"fieldName\"\":\"\"badge\"\",\"\"type\"\":"
	    "\"\"hidden\"\",\"\"data\"\":{"
	    "\"\"content\"\":\"\"7\"\"}}],\"\"pets\"\":[1],\"\"mood\"\":\"\"good\"\","
	    "\"\"visits\"\":3,\"\"share\"\":0.5,\"\"seen\"\":true,\"\"none\"\":0,\"\"not\"\":"
	    "false,"
	    "\"\"note\"\":\"\"\"\"}\",,1,2,"
	    "Council\n",
	    "ITEM 2 card \"Visa\"\ntag \"Council\"\nplain \"cardholder name\" \"J Smith\"\n"
	    "secret \"number\" \"4111\"\nsecret \"code\" \"123\"\n"
	    "plain \"expiry date\" \"2030-07\"\nnotes \"notes\" \"for fuel\"\n"
	    "ITEM 3 identity \"Jane\"\ntag \"Council\"\nplain \"full name\" \"Jane Smith\"\n"
	    "secret \"passport number\" \"P1\"\nsecret \"badge\" \"7\"\nsecret \"mood\" "
	    "\"good\"\n"
	    "PROBLEM 3 \"Jane\": left behind: \"pets\", \"visits\", \"share\", \"seen\"\n",
	    "cards and identities of Proton Pass's CSV");
}

/* Numbers of the kinds that there are; a later program may have more of them. */
static void test_proton_wifi(void)
{
	reads("{\"vaults\":{\"v\":{\"items\":["
	      "{\"data\":{\"type\":\"wifi\",\"metadata\":{\"name\":\"a\"},\"content\":{"
	      "\"security\":0}}},"
	      "{\"data\":{\"type\":\"wifi\",\"metadata\":{\"name\":\"b\"},\"content\":{"
	      "\"security\":3}}},"
	      "{\"data\":{\"type\":\"wifi\",\"metadata\":{\"name\":\"c\"},\"content\":{"
	      "\"security\":9}}}"
	      "]}}}",
	    "ITEM 1 wifi \"a\"\nITEM 2 wifi \"b\"\nplain \"security\" \"WPA3\"\nITEM 3 wifi "
	    "\"c\"\n"
	    "PROBLEM 3 \"c\": left behind: \"security\"\n",
	    "how a network is secured");
}

#define LASTPASS "url,username,password,totp,extra,name,grouping,fav\n"

static void lastpass_note(const char *extra, const char *want, const char *name)
{
	struct buf file = {0};
	struct buf whole = {0};

	buf_printf(&file, LASTPASS "http://sn,,,,\"%s\",N,,0\n", extra);
	buf_printf(&whole, "ITEM 2 %s\n", want);
	takes("lastpass", buf_cstr(&file), buf_cstr(&whole), name);
	buf_finish(&file);
	buf_finish(&whole);
}

static void test_lastpass_notes(void)
{
	lastpass_note("NoteType:Credit Card\nLanguage:en-GB\nName on Card:J Smith\nType:Visa\n"
		      "Number:4111111111111111\nSecurity Code:123\nStart Date:,\n"
		      "Expiration Date:November,2030\nNotes:first\nsecond: not a field\n",
	    "card \"N\"\nplain \"cardholder name\" \"J Smith\"\nplain \"brand\" \"Visa\"\n"
	    "secret \"number\" \"4111111111111111\"\nsecret \"code\" \"123\"\n"
	    "plain \"Expiration Date\" \"November,2030\"\n"
	    "notes \"notes\" \"first\\nsecond: not a field\\n\"",
	    "a card");
	lastpass_note("NoteType:Bank Account\nBank Name:Unity\nAccount Number:20123456\n"
		      "IBAN Number:GB29\nPin:4711\nNotes:",
	    "bank-account \"N\"\nplain \"Bank Name\" \"Unity\"\n"
	    "secret \"Account Number\" \"20123456\"\nsecret \"IBAN Number\" \"GB29\"\n"
	    "secret \"Pin\" \"4711\"",
	    "a bank account, without empty notes");
	lastpass_note("NoteType:SSH Key\nLanguage:en-US\nBit Strength:4096\nPassphrase:ph\n"
		      "Private Key:-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
		      "DEK-Info: AES-128-CBC,00\n\nMIIE\n-----END RSA PRIVATE KEY-----\n"
		      "Public Key:ssh-rsa AAAA\nHostname:h\nNotes:",
	    "ssh-key \"N\"\nplain \"Bit Strength\" \"4096\"\nsecret \"Passphrase\" \"ph\"\n"
	    "secret \"private key\" \"-----BEGIN RSA PRIVATE KEY-----\\nProc-Type: "
	    "4,ENCRYPTED\\nDEK-Info: AES-128-CBC,00\\n\\nMIIE\\n-----END RSA PRIVATE "
	    "KEY-----\"\n"
	    "plain \"public key\" \"ssh-rsa AAAA\"\nplain \"Hostname\" \"h\"",
	    "a key of several lines, some of which have colons");
	lastpass_note("NoteType:Server\r\nHostname:h\r\nUsername:root\r\nPassword:s:p\r\n",
	    "server \"N\"\nuser \"root\"\nplain \"Hostname\" \"h\"\n"
	    "secret \"password\" \"s:p\"",
	    "a server, with the line breaks of Windows");
	lastpass_note("NoteType:Custom_657088934083173965\nLanguage:en-US\nmy code:9\n"
		      "see\nhttps://a.example\nNotes:n",
	    "note \"N\"\nsecret \"my code\" \"9\\nsee\\nhttps://a.example\"\n"
	    "notes \"notes\" \"n\"",
	    "a form that a user made: all hidden, and an address is no name");
	lastpass_note("NoteType:Membership\nOrganization:SLCC\nWebsite:https://slcc.example\n"
		      "Membership Number:1\nTelephone:01\nPassword:p",
	    "membership \"N\"\nurl \"https://slcc.example\"\nplain \"Organization\" \"SLCC\"\n"
	    "secret \"Membership Number\" \"1\"\nplain \"Telephone\" \"01\"\n"
	    "secret \"password\" \"p\"",
	    "a membership");
	lastpass_note("NoteType:Address\nFirst Name:Zoe\nCity / Town:Ashby\n"
		      "Address 1:1 Road\nHall\nNotes:",
	    "identity \"N\"\nplain \"first name\" \"Zoe\"\nplain \"city\" \"Ashby\"\n"
	    "plain \"address 1\" \"1 Road\\nHall\"",
	    "a person, with a value of two lines");
	lastpass_note("NoteType:Credit Card\nNumber:4111111111111111\nSecurity Code:,\n"
		      "Start Date:,\nExpiration Date:,2030\nNotes:",
	    "card \"N\"\nsecret \"number\" \"4111111111111111\"\nsecret \"code\" \",\"\n"
	    "plain \"Expiration Date\" \",2030\"",
	    "a date of which nothing is filled in is none");
	lastpass_note("NoteType:Custom_1\nDay:,,\nNotes:", "note \"N\"\nsecret \"Day\" \",,\"",
	    "… but in a form of one's own it may be");
	lastpass_note("Password:p\nNoteType:Server",
	    "note \"N\"\nnotes \"notes\" \"Password:p\\nNoteType:Server\"",
	    "a note that is not of a type");
	lastpass_note("NoteType:Server\nno name here\nPassword:p",
	    "note \"N\"\nnotes \"notes\" \"NoteType:Server\\nno name here\\nPassword:p\"",
	    "a note that only begins as one");
	takes("lastpass", LASTPASS "http://,u,p,,,Router,,0\n",
	    "ITEM 2 login \"Router\"\nuser \"u\"\nsecret \"password\" \"p\"\n",
	    "the address of what has none");
}

static void looks_changed(const char *password, bool changed)
{
	struct transcript t = {0};
	struct buf file = {0};
	struct err e = {0};

	buf_printf(&file, "name,url,username,password\nBank,,,%s\n", password);
	is_int(parse(&t, buf_slice(&file), NULL, &e), RC_OK, "a password is read");
	is_str(strstr(buf_cstr(&t.text), "PROBLEM") != NULL
		   ? strstr(buf_cstr(&t.text), "PROBLEM")
		   : "",
	    changed ? "PROBLEM 2 \"Bank\": looks as if a spreadsheet had changed it: "
		      "\"password\"; compare it with where it comes from, or import the file "
		      "as it was exported\n"
		    : "",
	    password);
	buf_finish(&t.text);
	buf_finish(&file);
}

static void test_damage(void)
{
	looks_changed("1.23E+11", true);
	looks_changed("\"1,23457E+11\"", true);
	looks_changed("4E+15", true);
	looks_changed("5.00E-07", true);
	looks_changed("5E-07", true);
	looks_changed("####", true);
	looks_changed("#NAME?", true);
	looks_changed("#N/A", true);
	looks_changed("#DIV/0!", true);
	looks_changed("#BEZUG!", true);
	looks_changed("Err:508", true);
	looks_changed("1234567890123450", true);
	looks_changed("1234567891234567000", true);
	looks_changed("12345678912345000", true);
	looks_changed("###", false);
	looks_changed("12.3E+11", false);
	looks_changed("1.E+11", false);
	looks_changed("1.5E-3", false);
	looks_changed("1.5E+", false);
	looks_changed("1.5E+3x", false);
	looks_changed("123456789012345", false);
	looks_changed("1234567890123456", false);
	looks_changed("4111111111111160", false);
	looks_changed("5.00E-7", false);
	looks_changed("#abc", false);
	looks_changed("#abc!", false);
	looks_changed("#A!", false);
	looks_changed("#NAME?x", false);
	looks_changed("NAME?", false);
	looks_changed("Err:50", false);
	looks_changed("Err:5O8", false);
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_dashlane();
	test_nordpass();
	test_nordpass_untyped();
	test_proton();
	test_proton_types();
	test_proton_wifi();
	test_lastpass_notes();
	test_damage();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
