// Where the page begins.
import {find} from './dom.js';
import {enterRoom} from './enter.js';
import {showHome} from './home.js';
import {useLanguage} from './i18n.js';
import {roomOfPath} from './names.js';

await useLanguage(navigator.languages);
const place = find(document, '#view', HTMLElement);
const room = roomOfPath(location.pathname);
if (room) enterRoom(place, room);
else showHome(place);
