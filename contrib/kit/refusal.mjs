// refusal: what was given cannot be taken; the message is a sentence for people.
export class Refusal extends Error {}
