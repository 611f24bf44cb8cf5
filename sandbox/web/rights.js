// Who may write where, as far as the page can tell; the sandbox has the last word.

const GONE = ["left", "kicked"];
const ADMINS = ["creator", "administrator"];

/** The people (no bots) who are in the chat, in the chat's order; in a business chat the customer first. */
export function people(chat, state) {
  if (chat.owner_id) return [chat.id, chat.owner_id].map((id) => state.users.get(id)).filter(Boolean);
  if (chat.type === "private") return [state.users.get(chat.id)].filter(Boolean);
  return chat.members
    .filter((member) => !GONE.includes(member.status))
    .map((member) => state.users.get(member.user_id))
    .filter((user) => user && !user.is_bot);
}

/**
 * Why this person may not write there: the name of the words for it, or null if they may.
 * "start" and "unblock" are what they can do about it themselves.
 */
export function obstacle(chat, person, topic) {
  if (!person) return "no_members";
  if (person.deactivated) return "account_deleted";
  // In a business chat two people write to each other, whatever they think of the bot.
  if (chat.owner_id) return null;
  if (chat.type === "private" && person.blocked) return "unblock";
  if (chat.type === "private") return person.started ? null : "start";
  const member = chat.members.find((one) => one.user_id === person.id);
  if (ADMINS.includes(member?.status)) return null;
  if (member?.can_send_messages === false || chat.permissions?.can_send_messages === false) return "read_only";
  return topic?.closed ? "topic_closed" : null;
}
