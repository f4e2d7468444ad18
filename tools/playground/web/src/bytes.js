// Bytes that the page holds as text.
export function bytes_of(base64) {
  const letters = atob(base64), bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; ++at) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
