// Service messages ("somebody joined") in words.

import { personName, senderName } from "./person.js";
import { word } from "./words.js";

/** The words of a service message, or null if the message is none. */
export function serviceText(message) {
  if (message.new_chat_members) return word("joined", { name: message.new_chat_members.map(personName).join(", ") });
  if (message.left_chat_member) return word("left", { name: personName(message.left_chat_member) });
  if (message.pinned_message) return word("pinned_by", { name: senderName(message) });
  if (message.group_chat_created || message.supergroup_chat_created) return word("group_created");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return word("became_supergroup");
  if (message.new_chat_title) return word("new_title", { title: message.new_chat_title });
  if (message.new_chat_photo) return word("new_photo");
  if (message.delete_chat_photo) return word("photo_removed");
  if (message.forum_topic_created) return word("topic_created", { name: message.forum_topic_created.name });
  if (message.forum_topic_closed) return word("topic_was_closed");
  if (message.forum_topic_reopened) return word("topic_reopened");
  return null;
}
