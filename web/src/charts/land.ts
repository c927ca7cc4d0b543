// The outlines of the continents (Natural Earth 1:110m), as GeoJSON. Outlines that cross the 180th meridian are cut
// there; Antarctica is left out.
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import topology from 'world-atlas/land-110m.json';

export type Ring = [number, number][];
const ANTARCTIC = -60;

function side(ring: Ring, edge: number, inside: (lon: number) => boolean): Ring {
  return ring.flatMap((point, index): Ring => {
    const before = ring[(index + ring.length - 1) % ring.length];
    if (inside(point[0]) === inside(before[0])) return inside(point[0]) ? [point] : [];
    const part = (edge - before[0]) / (point[0] - before[0]);
    const cut: [number, number] = [edge, before[1] + part * (point[1] - before[1])];
    return inside(point[0]) ? [cut, point] : [cut];
  });
}

// The parts of a ring between -180 and 180 degrees.
export function cutAtMeridian(ring: Ring): Ring[] {
  let turn = 0;
  const unrolled = ring.map(([lon, lat], index): [number, number] => {
    const step = index > 0 ? lon - ring[index - 1][0] : 0;
    if (step > 180) turn -= 360;
    if (step < -180) turn += 360;
    return [lon + turn, lat];
  });
  return [-360, 0, 360]
    .map((shift) => unrolled.map(([lon, lat]): [number, number] => [lon + shift, lat]))
    .map((moved) => side(side(moved, -180, (lon) => lon >= -180), 180, (lon) => lon <= 180))
    .filter((part) => part.length > 2);
}

const world = topology as unknown as Topology<{ land: GeometryCollection }>;
const rings = feature(world, world.objects.land).features.flatMap(({ geometry }) =>
  geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : geometry.type === 'Polygon' ? geometry.coordinates : [],
) as Ring[];

export const land = {
  type: 'FeatureCollection',
  features: rings
    .filter((ring) => ring.some(([, lat]) => lat > ANTARCTIC))
    .flatMap(cutAtMeridian)
    .map((ring) => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } })),
};
