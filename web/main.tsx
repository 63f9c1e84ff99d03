import { render } from 'preact';
import './style.css';
import './timegrid/timegrid.css';
import './board/board.css';
import { App, start } from './shell/app.tsx';
import { keepShell } from './shell/keep-shell.ts';
import { applyTheme } from './shell/preferences.ts';
import { startRouting } from './shell/router.ts';

applyTheme();
startRouting();
void start();
render(<App />, document.getElementById('app') as HTMLElement);
keepShell();
