import { t, word } from "../i18n/i18n.svelte";
import { likelihoodWords } from "../ui/likelihood";
import type { Voxel } from "../viewer/grid";
import type { Outline } from "../viewer/Marks.svelte";
import type { Finding, Place, Severity } from "../viewer/scan";
import type { Solid } from "../viewer/sections";
import type { Box, Size } from "../viewer/transform";
import { extent } from "../viewer/voxels";
import type { DraftMark } from "./draft.svelte";
import type { Opinion } from "./review";
import type { Workbench } from "./workbench.svelte";

/** Half the side of a mark in a volume, in voxels. */
const REACH = 12;

const GRAVITY: readonly Severity[] = ["high", "medium", "low", "info"];

function isInPhoto(place: Place): boolean {
  return typeof place.photo === "number";
}

/** Where the analyst looks: the projection on show, what is chosen in the lists, and the marks made there. */
export class Sight {
  view = $state(0);
  /** Id of the finding or mark in focus. */
  chosen = $state<string | null>(null);
  /** Id of what is pointed at, in a list or on the image. */
  hovered = $state<string | null>(null);
  /** The finding that is looked at alone, in 3-D. */
  alone = $state.raw<Finding | null>(null);
  /** The voxel that the lists point at. */
  target = $state.raw<Voxel | null>(null);
  /** The part of an image that the lists point at. */
  focus = $state.raw<{ view: number; box: Box } | null>(null);
  /** What the line of the comparison rests on that the analyst points at. */
  evidence = $state.raw<readonly Place[]>([]);
  /** The photo that is shown large. */
  photo = $state<number | null>(null);
  private turn = -1;

  constructor(private readonly bench: Workbench) {}

  private get current() {
    return this.bench.current;
  }

  private get scan() {
    return this.current?.scan ?? null;
  }

  /** What the recogniser found, gravest first, as far as policy shows it now. */
  readonly findings = $derived.by((): readonly Finding[] =>
    this.current?.revealed && this.scan
      ? [...this.scan.findings].sort((a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity))
      : [],
  );

  /** What to draw on a projection. */
  outlines(view: number): Outline[] {
    const found = this.findings.flatMap((finding, i) =>
      finding.box &&
      (finding.view ?? 0) === view &&
      (isNotable(finding) || [this.chosen, this.hovered].includes(finding.id))
        ? [{ id: finding.id, box: finding.box, label: labelOf(finding, i + 1), by: "recogniser" as const }]
        : [],
    );
    const drawn = (this.current?.draft.marks ?? []).flatMap((mark, i) =>
      mark.view === view ? [{ id: mark.id, box: mark, label: `M${i + 1}`, by: "analyst" as const }] : [],
    );
    const truth = (this.current?.tip?.places ?? []).flatMap((place, i) =>
      place.view === view
        ? [{ id: `truth-${i}`, box: place.box, label: t("tip.truth"), by: "truth" as const }]
        : [],
    );
    const said = this.saidMarks.flatMap(({ id, label, mark }) =>
      mark.view === view ? [{ id, box: mark, label, by: "reader" as const }] : [],
    );
    return [...found, ...said, ...drawn, ...truth, ...this.evidenceOutlines(view)];
  }

  /** Where two readers who differ have marked the image: what they differ about is decided on sight. */
  private get saidMarks() {
    return (this.current?.opinions.value ?? []).flatMap((opinion) =>
      opinion.decision.marks.map((mark, i) => ({
        id: markOf(opinion, i),
        label: t("procedures.opinion.mark", { number: opinion.number, mark: i + 1 }),
        mark,
      })),
    );
  }

  private evidenceOutlines(view: number): Outline[] {
    return this.evidence.flatMap((place, i) => {
      if (!place.box || isInPhoto(place) || (place.view ?? 0) !== view) return [];
      const label = word(`label.${place.note}`, place.note);
      return [{ id: `evidence-${i}`, box: place.box, label, by: "evidence" as const }];
    });
  }

  /** Whether a list, a line of the comparison or the pointer on the image points at a finding or mark. */
  isPointed(id: string): boolean {
    return this.hovered === id || this.evidence.some((place) => place.finding === id);
  }

  /** What to draw in a volume: what asks for a look, what is pointed at, readers' marks and one's own. */
  solids(): Solid[] {
    const spacing = this.scan?.volume?.spacing_mm;
    if (!spacing) return [];
    const found = this.findings.flatMap((finding, i) => {
      const pointed = this.isPointed(finding.id);
      if (!finding.box_mm || !(isNotable(finding) || pointed || this.chosen === finding.id)) return [];
      const label = labelOf(finding, i + 1);
      return [
        { id: finding.id, label, by: "recogniser" as const, pointed, ...extent(finding.box_mm, spacing) },
      ];
    });
    const said = this.saidMarks.map((one) => ({ ...one, by: "reader" as const }));
    const drawn = (this.current?.draft.marks ?? []).map((mark, i) => ({
      id: mark.id,
      label: `M${i + 1}`,
      mark,
      by: "analyst" as const,
    }));
    const marked = [...said, ...drawn].flatMap(({ id, label, mark, by }) => {
      const { x, y, width, height, slice } = mark;
      if (slice == null) return [];
      const [first, last] = [[x, y, slice] as const, [x + width - 1, y + height - 1, slice] as const];
      return [{ id, label, by, pointed: this.isPointed(id), first, last }];
    });
    return [...found, ...marked];
  }

  /** Goes to the first place that a line of the comparison rests on. */
  showEvidence(places: readonly Place[]): void {
    this.evidence = places;
    const first = places[0];
    const finding = this.findings.find((one) => one.id === first?.finding);
    if (first && isInPhoto(first)) this.photo = first.photo ?? null;
    else if (first?.box) this.show(first.view ?? 0, first.box);
    else if (finding) this.showFinding(finding);
  }

  /** The pixels that a mark must lie in. */
  get image(): Size | null {
    return this.scan?.views.find((one) => one.index === this.view) ?? null;
  }

  viewName(index: number): string {
    if (this.scan?.modality === "ct") return t("viewer.ct.axial");
    const name = this.scan?.views.find((one) => one.index === index)?.name ?? String(index + 1);
    return word(`viewer.view.${name}`, name);
  }

  reset(): void {
    this.view = 0;
    this.chosen = this.hovered = this.alone = this.target = this.focus = this.photo = null;
    this.evidence = [];
    this.turn = -1;
  }

  showFinding(finding: Finding): void {
    this.chosen = finding.id;
    this.turn = this.findings.indexOf(finding);
    if (finding.box) this.show(finding.view ?? 0, finding.box);
    this.target = this.middleOf(finding) ?? this.target;
  }

  /** What was clicked on the image; it is in sight already. */
  choose(id: string): void {
    this.chosen = id;
    this.turn = this.findings.findIndex((finding) => finding.id === id);
  }

  /** Goes to an object and shows it alone in 3-D. */
  showAlone(finding: Finding): void {
    this.showFinding(finding);
    this.alone = finding;
  }

  showMark(mark: DraftMark): void {
    this.chosen = mark.id;
    this.show(mark.view, mark);
    const { x, y, width, height, slice } = mark;
    if (slice != null) this.target = [Math.floor(x + width / 2), Math.floor(y + height / 2), slice];
  }

  /** Goes to a mark of one of two readers who differ. */
  showSaid(opinion: Opinion, place: number): void {
    this.showMark({ ...opinion.decision.marks[place]!, id: markOf(opinion, place) });
  }

  /** Makes it one's own. */
  adoptSaid(opinion: Opinion, place: number): void {
    const { view, note, slice, ...box } = opinion.decision.marks[place]!;
    this.view = view;
    this.mark(box, note, slice ?? null);
  }

  /** The next finding, and after the last the first again. */
  cycle(): void {
    const next = this.findings[(this.turn + 1) % Math.max(1, this.findings.length)];
    if (next) this.showFinding(next);
  }

  mark(box: Box, note = "", slice: number | null = null): void {
    if (this.current?.open && !this.current.tip)
      this.chosen = this.current.draft.mark(this.view, box, note, slice).id;
  }

  /** A mark in a volume: a square about the voxel on its axial slice, the slice in words. */
  markVoxel([x, y, z]: Voxel): void {
    const box = { x: Math.max(0, x - REACH), y: Math.max(0, y - REACH), width: 2 * REACH, height: 2 * REACH };
    this.mark(box, t("procedures.mark.slice", { slice: z + 1 }), z);
  }

  /** Makes a finding the analyst's own mark. */
  adopt(finding: Finding): void {
    const voxel = this.middleOf(finding);
    if (finding.box) {
      this.view = finding.view ?? 0;
      this.mark(finding.box, findingWords(finding));
    } else if (voxel) this.markVoxel(voxel);
  }

  private show(view: number, box: Box): void {
    this.view = view;
    this.focus = { view, box };
  }

  private middleOf({ box_mm }: Finding): Voxel | null {
    const spacing = this.scan?.volume?.spacing_mm;
    if (!box_mm || !spacing) return null;
    const { x, y, z, width, height, depth } = box_mm;
    const middle = [
      (x + width / 2) / spacing[2],
      (y + height / 2) / spacing[1],
      (z + depth / 2) / spacing[0],
    ];
    return middle.map(Math.floor) as [number, number, number];
  }
}

/** By which a reader's mark is known, in the list and on the image. */
export function markOf({ number }: Opinion, place: number): string {
  return `reader-${number}-${place}`;
}

/** Whether it asks for a look; the rest is inventory. */
export function isNotable(finding: Finding): boolean {
  return finding.severity !== "info";
}

/** What stands beside a box: its number in the list; of what a network says also its name, and how likely that is. */
function labelOf(finding: Finding, place: number): string {
  if (!finding.label) return String(place);
  const sure = finding.probability ?? null;
  return [`${place} ${findingWords(finding)}`, ...(sure === null ? [] : [likelihoodWords(sure)])].join(" · ");
}

/** A finding's name: what a network takes it for, else its class, where it has one, else its kind. */
export function findingWords(finding: Finding): string {
  const kind = word(`finding.${finding.kind}`, finding.kind);
  if (finding.label) return word(`label.${finding.label}`, finding.label);
  return finding.class ? word(`viewer.class.${finding.class}`, kind) : kind;
}
