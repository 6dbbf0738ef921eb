import type { Catalogue } from "../catalogues";

const rooms = import.meta.glob<Catalogue>("./*.json", { eager: true, import: "default" });

export default Object.assign({}, ...Object.values(rooms)) as Catalogue;
