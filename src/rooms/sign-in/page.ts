import { type Html, html } from '../../kernel/http/html.ts';

/** The pages of signing in: no script, and they work with the keyboard, in the dark, and read aloud (WCAG 2.2 AA). */

export interface SignInPage {
  tenant: string;
  client: string;
  /** Host that the browser goes back to. */
  returnsTo: string;
  csrf: string;
  username: string | undefined;
  /** Why the last try was refused. */
  problem: string | undefined;
}

export function signInPage(page: SignInPage): Html {
  const { tenant, client, returnsTo, csrf, username, problem } = page;
  const wrong = problem ? html` aria-invalid="true" aria-describedby="problem"` : undefined;
  return frame(
    `${problem ? 'Problem: ' : ''}Sign in`,
    html`<h1>Sign in</h1>
${problem && html`<p class="problem" id="problem" role="alert" tabindex="-1" autofocus>${problem}</p>`}
<p><strong>${client}</strong> asks to work in <strong>${tenant}</strong> as you.</p>
<form method="post">
<input type="hidden" name="csrf" value="${csrf}">
<label for="username">E-mail address</label>
<input id="username" name="username" type="text" inputmode="email" autocomplete="username" autocapitalize="none"
  spellcheck="false" required maxlength="320" value="${username}"${wrong}${!problem && !username && autofocus}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000"${wrong}${!problem && username && autofocus}>
<button type="submit">Sign in</button>
</form>
<p class="small">You go back to ${returnsTo} afterwards.</p>`,
  );
}

const autofocus = html` autofocus`;

/** What is shown instead of a redirect that nobody can be trusted with. */
export function refusalPage(message: string): Html {
  return frame(
    'Cannot sign in',
    html`<h1>Cannot sign in</h1>
<p class="problem" role="alert">${message}</p>
<p>Go back to the application that sent you here, or ask the one who looks after it.</p>`,
  );
}

/** `page.css` lies beside the page, wherever a proxy puts both. */
function frame(title: string, main: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - Almanac</title>
<link rel="stylesheet" href="page.css">
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}
