import { render } from 'preact';
import { lockedOut } from './api';
import { App } from './app';
import { followKeys } from './commands';
import { useFont } from './font';
import { followHash } from './route';
import { followTheme } from './theme';
import { takeToken } from './token';

useFont();
followTheme();
followHash();
followKeys();
if (!takeToken()) lockedOut.value = true;
render(<App />, document.getElementById('app')!);
