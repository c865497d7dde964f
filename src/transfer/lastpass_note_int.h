/*
 * lastpass_note: the secure notes of LastPass that are forms.
 *
 * Their text is "NoteType:SSH Key", "Language:en-GB", then "NAME:VALUE" on a
 * line each; a value may go on over several lines, and behind "Notes:" is
 * free text. In a type that a user made ("Custom_…") the names are anything.
 */
#ifndef STRONGROOM_TRANSFER_LASTPASS_NOTE_INT_H
#define STRONGROOM_TRANSFER_LASTPASS_NOTE_INT_H

struct content;

/*
 * If the notes of the content are such a form, make fields of them, and its
 * type. What a field of LastPass's own says in the open is plain; any other
 * name may be that of a secret, so its field is hidden. Texts stay where they are.
 */
void lastpass_note_split(struct content *c);

#endif
