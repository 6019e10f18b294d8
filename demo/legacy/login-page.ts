import { escapeHTML } from "../html.js";
import { PASSWORD, PEOPLE } from "../people.js";

export interface LoginPage {
  readonly action: string;
  readonly email?: string;
  readonly error?: string;
}

/** The provider's own page: a form that works without any script. */
export function loginPage({ action, email = "", error }: LoginPage): string {
  const invalid = error ? ` aria-invalid="true" aria-describedby="error"` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · Old Gate</title>
<link rel="stylesheet" href="/login.css">
<link rel="icon" href="/login.svg" type="image/svg+xml">
</head>
<body>
<main>
<header><img src="/login.svg" alt="" width="40" height="40"><p>Old Gate</p></header>
<h1>Sign in to Harbour Notes</h1>
${error ? `<p id="error" role="alert">${escapeHTML(error)}</p>` : ""}
<form method="post" action="${escapeHTML(action)}">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${escapeHTML(email)}"${invalid}${email ? "" : " autofocus"}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid}${email ? " autofocus" : ""}>
<button type="submit">Sign in</button>
</form>
<section aria-labelledby="people">
<h2 id="people">Who can sign in here</h2>
<p>Everybody’s password is <kbd>${escapeHTML(PASSWORD)}</kbd></p>
<ul>
${PEOPLE.map((person) => `<li><b>${escapeHTML(person.email)}</b> <span>${escapeHTML(person.atAuthgear)} at Authgear</span></li>`).join("\n")}
</ul>
</section>
</main>
</body>
</html>`;
}
