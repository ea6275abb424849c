// Not Moodle: keeps data for tools, each tool's apart by its origin (LTI Client-Side postMessages 1.0, platform storage).
window.addEventListener("message", ({ data, source, origin }) => {
  if (data?.subject !== "lti.put_data" && data?.subject !== "lti.get_data") return;
  const { key, message_id } = data;
  const name = `${origin} ${key}`;
  if (data.subject === "lti.put_data") sessionStorage.setItem(name, data.value);
  const value = sessionStorage.getItem(name) ?? undefined;
  source.postMessage({ subject: `${data.subject}.response`, message_id, key, value }, origin);
});
