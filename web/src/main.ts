import { mount } from "svelte";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/menu.css";
import App from "./app/App.svelte";
import { i18n } from "./i18n/i18n.svelte";
import { preferences } from "./app/preferences.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

// The words come first: a page that flashes its keys looks broken.
await i18n.use(preferences.language);
mount(App, { target });
