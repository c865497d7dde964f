/* unseal_advice: what to secure first, once the envelope is open. */
#include "unseal.h"

void unseal_first_hour(struct app *app, bool talking)
{
	out_note(app,
	    "The first hour. In this order:\n"
	    "  1. If no clerk can act, appoint one (%s), and if one must not act any more, "
	    "record that this member leaves (%s).\n"
	    "  2. Change the passwords of the e-mail administrator and of the account where "
	    "the "
	    "council's domain name is registered, before all others: whoever has these can "
	    "reset the rest.\n"
	    "  3. Then the bank, and whatever else moves money.\n"
	    "  4. Then everything that was shown here: whoever was in the room has seen it.\n"
	    "  5. Tell all members that the envelope was opened, why, and who was there.",
	    talking ? "number 3 here"
		    : "\"strongroom --member envelope member add NAME --role clerk\"",
	    talking ? "number 4" : "\"strongroom --member envelope member leave NAME\"");
	out_note(app,
	    "And then, by the clerk:\n"
	    "  6. Make a new envelope and a new export, for the old words are known: "
	    "\"strongroom envelope create\", \"strongroom seal FILE\".\n"
	    "  7. Report it to the next meeting, with the reason and who was there, and note "
	    "the "
	    "minute. If money or people's data could be in other hands, your financial "
	    "regulations and the law on data protection say whom to tell, and how soon.");
}
