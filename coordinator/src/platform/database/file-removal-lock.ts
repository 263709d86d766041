/**
 * Any constant: names this lock among the advisory locks of the database. A backup holds it alone while it copies, so
 * that no file goes that its rows name; whoever takes up removals shares it.
 */
export const FILE_REMOVAL_LOCK = 8_470_020;
