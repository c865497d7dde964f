#include <stddef.h>

#include "sheet_int.h"

const char *const sheet_title[] = {
    "EMERGENCY SHEET of the sealed envelope                SECRET: never copy it",
    "============================================================================", NULL};

const char *const sheet_when[] = {"", "WHEN TO OPEN",
    "  Only in an emergency: the clerk cannot act, and the council needs its",
    "  passwords. Have a second person with you. Write down who opened it, when",
    "  and why. Tell all members at once, and report it to the next meeting.", "",
    "THE SHEET WORDS, to be read along the rows", NULL};

const char *const sheet_key[] = {"",
    "THE KEY, which only the program age asks for: ONE line, broken to fit here.",
    "Type these four pieces one behind the other, with no blank between them.", NULL};

const char *const sheet_needed[] = {"", "WHAT YOU NEED",
    "  A computer with Linux and the program strongroom.",
    "  The export: a file on a stick. Below, FILE stands for its name.", NULL};

const char *const sheet_steps[] = {"", "WHAT TO DO",
    "  1. Switch on the computer, plug in the stick and start \"Terminal\". It is a",
    "     window in which you type a command and then press the key Enter.",
    "  2. Type the command below; for FILE, drag the file from the stick with the",
    "     mouse and drop it into the window. Press Enter.", "",
    "         strongroom unseal FILE", "",
    "  3. Answer the questions. When asked for the sheet words, type them in the",
    "     order of their numbers with blanks between, then press Enter. The first",
    "     four letters of each are enough. You will not see what you type.", NULL};

const char *const sheet_steps_age[] = {"",
    "  Without strongroom, the program age will do (age-encryption.org). Save the",
    "  key in a file, as one line; call it KEYFILE; delete it when you are done.", "",
    "         age -d -i KEYFILE FILE", NULL};

const char *const sheet_end[] = {"",
    "AFTERWARDS change the passwords that were used; have a new envelope made.", "",
    "HOW TO KEEP IT: the sheet inside the envelope; the stick with the export",
    "outside, in the safe: alone it opens nothing. Signed across the seal by:", "",
    "Name ______________________  Signature ______________________  Date ________", "",
    "Name ______________________  Signature ______________________  Date ________", NULL};
