/** Shell commands that get a token, submit a graph, and open a socket. */
export function apiExamples(site: string): [token: string, prompt: string, socket: string] {
  const socketSite = site.replace(/^http/, 'ws');
  return [
    `TOKEN=$(curl -s ${site}/api/auth/login \\
  -H 'content-type: application/json' \\
  -d '{"email": "you@example.org", "password": "…"}' | jq -r .access_token)`,
    `curl -s ${site}/studio/api/prompt \\
  -H "Authorization: Bearer $TOKEN" \\
  -H 'content-type: application/json' \\
  -d @prompt.json`,
    `TICKET=$(curl -s ${site}/api/comfy/ws_token \\
  -H "Authorization: Bearer $TOKEN" | jq -r .ws_token)
# ${socketSite}/studio/ws?clientId=my-script&token=$TICKET`,
  ];
}
