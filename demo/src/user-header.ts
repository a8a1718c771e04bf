/** Who asks; a real shop would take it from the session. */
export const USER_HEADER = "x-shop-user";
