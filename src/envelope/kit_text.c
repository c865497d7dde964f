#include <stddef.h>

#include "kit_int.h"

const char *const kit_text_head[] = {"READ ME FIRST", "=============", "",
    "This is the emergency copy of the council's passwords. It is encrypted: without",
    "the words on the sheets in the sealed envelope it opens nothing.", "", NULL};

const char *const kit_text_when[] = {"", "", "WHEN TO OPEN IT", "---------------",
    "Only in an emergency: the clerk cannot act, and the council needs its passwords.",
    "Have a second person with you. Write down who opened it, when and why. Tell all",
    "members at once, and report it to the next meeting.", "", "", "WHAT IS HERE",
    "------------", "council.age         the passwords, encrypted", NULL};

const char *const kit_text_has_page[] = {
    "OPEN.html           a page that opens them in any browser", NULL};

const char *const kit_text_has[] = {"READ-ME-FIRST.txt   this text", "",
    "Nothing else belongs to it: whatever other file lies here, do not open it.", "", "", NULL};

const char *const kit_text_browser[] = {"HOW TO OPEN IT IN A BROWSER",
    "---------------------------",
    "1. Use a computer that you trust. Unplug its network cable and switch off its",
    "   wireless: the page needs no network.",
    "2. Make sure that nobody has swapped the page: a swapped one could steal the",
    "   words. Its SHA-256, 64 letters and digits, is printed on the sheet. Find out",
    "   that of OPEN.html in a terminal window for this folder:", "",
    "   Windows   In the folder, click into the address bar, type cmd, press Enter. Then:",
    "                 certutil -hashfile OPEN.html SHA256",
    "   macOS     Start Terminal, type cd and a space, drag the folder into the window,",
    "             press Enter. Then:", "                 shasum -a 256 OPEN.html",
    "   Linux     In the folder, click with the right button, choose \"Open in Terminal\".",
    "             Then:", "                 sha256sum OPEN.html", "",
    "   It must be the one on the sheet, where it stands in groups of four. If it is not,",
    "   do not open the page, but use strongroom, as below. Trust the sheet, and no",
    "   number that lies here.", "3. Double-click OPEN.html. It opens in the browser.",
    "4. On the page choose the file council.age, then type the words of the sheets.",
    "   The first four letters of each are enough.",
    "5. It says whether the copy is genuine, and shows what is in it. Reveal only what",
    "   you need. The page makes a list of that for the minutes: copy or print it, for",
    "   nothing else keeps a record.",
    "6. Close the browser. After that the network may come back.", "", "", NULL};

const char *const kit_text_programs[] = {"HOW TO OPEN IT WITH STRONGROOM",
    "------------------------------",
    "This is the better way where it can be had: it keeps a signed receipt of what was",
    "opened. On a computer with Linux and the program strongroom, type in a terminal",
    "window, in this folder,", "", "    strongroom unseal council.age", "",
    "and answer the questions.", "", "", "HOW TO OPEN IT WITH THE PROGRAM AGE",
    "-----------------------------------",
    "Where one sheet is enough, a key that begins with AGE-SECRET-KEY-1 is printed on",
    "it, and the program age (age-encryption.org) opens the file with that. Save the",
    "key as one line in a file, KEYFILE, which you delete when you are done:", "",
    "    age -d -i KEYFILE council.age", "", "", "WHAT NEVER TO DO", "----------------", NULL};

const char *const kit_text_type_page[] = {
    "- Never type the words into anything but strongroom, or OPEN.html after you have",
    "  compared it.", NULL};

const char *const kit_text_type[] = {
    "- Never type the words into anything but strongroom.", NULL};

const char *const kit_text_end[] = {
    "- Never give them to a website, in a chat, an e-mail or a photograph, whoever asks.",
    "- Never keep the sheets together with this copy: together they open everything.",
    "- Never leave the passwords on a computer that is not the council's.", "", "",
    "AFTERWARDS", "----------",
    "Change every password that was shown. Have a new envelope and a new copy made: the",
    "words that were used are no secret any more.", NULL};
