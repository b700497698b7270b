// The token for actions (and, on an address other machines reach, for reading): kept for this tab only.

const key = "openboxes-webhookd.token";

export const token = {
  get: () => sessionStorage.getItem(key) ?? "",
  keep: (text) => sessionStorage.setItem(key, text),
  forget: () => sessionStorage.removeItem(key),
};
