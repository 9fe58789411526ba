// What the page's commands ask of the placement panel, which is loaded when it is first opened: until then none of
// them can be done.

export interface PlacementAction {
  run(): void;
  enabled(): boolean;
}

export type PlacementActionName = 'undo' | 'redo' | 'plan' | 'stop' | 'keep' | 'save' | 'load';
export type PlacementActions = Readonly<Record<PlacementActionName, PlacementAction>>;

let actions: PlacementActions | null = null;

export const offerPlacement = (own: PlacementActions): void => {
  actions = own;
};

export const placementAction = (name: PlacementActionName): PlacementAction => ({
  run: () => actions?.[name].run(),
  enabled: () => actions?.[name].enabled() ?? false,
});
