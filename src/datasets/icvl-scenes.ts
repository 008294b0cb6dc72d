/**
 * Names of the ICVL scenes, by place and day, and the two folds of Alvarez-Gila et al. ("Adversarial Networks for Spatial
 * Context-Aware Spectral Image Reconstruction from RGB", ICCV Workshops 2017), who published the lists of their split.
 *
 * Sources: `test0.csv` and `test1.csv` of those authors (pbdl2017_icvl_splits, aitorshuffle.github.io), 200 names;
 * `objects_0924-1614` from a copy of the set's own page in the code of AGD-Net (`CAVE/full_name.txt` of GD-Net), which
 * lacks four of the 200. Not checked against the originals.
 */

/** Times of the scenes of a place and day: those of the training fold, of the test fold, and of neither. */
type Run = readonly [placeAndDay: string, train: string, test: string, neither?: string];

const RUNS: readonly Run[] = [
  ['4cam_0411', '1648', '1640-1'],
  ['BGU_0403', '1419-1', ''],
  ['bgu_0403', '1459 1525', '1439 1444 1511 1523'],
  ['BGU_0522', '1201 1211 1217', '1113-1 1127 1136 1203 1216'],
  ['bguCAMP_0514', '1659 1711 1712', '1718 1723 1724'],
  ['bulb_0822', '0903', '0909'],
  ['CC_40D_2_1103', '0917', ''],
  ['eve_0331', '1549 1601 1602 1618 1633 1646 1647 1656 1657', '1551 1606 1632 1702 1705'],
  ['Flower_0325', '1336', ''],
  ['gavyam_0823', '0930 0933 0944 0945', '0950-1'],
  ['grf_0328', '', '0949'],
  ['hill_0325', '1228 1235', '1219 1242'],
  ['IDS_COLORCHECK_1020', '1223', '1215-1'],
  ['Labtest_0910', '1502 1504 1509 1510 1511', '1506 1513'],
  ['Lehavim_0910', '1622 1626 1633 1635 1636 1716 1717 1718', '1627 1629 1630 1640 1708 1725'],
  ['lehavim_0910', '1600', '1602 1605 1607 1610'],
  ['lst_0408', '', '0950 1004 1012'],
  ['Maz0326', '1038', ''],
  ['maz_0326', '1048', ''],
  ['mor_0328', '1209-2', ''],
  [
    'nachal_0823',
    '1040 1047 1110 1117 1127 1147 1149 1152 1210-4 1213 1222',
    '1038 1118 1121 1132 1144 1145 1214 1217 1220 1223',
  ],
  ['negev_0823', '1003', '1005'],
  [
    'objects_0924',
    '1557 1558 1601 1602 1605 1612 1617 1619 1620 1625 1627 1631 1632 1633 1636 1641 1652',
    '1550 1556 1600 1607 1610 1611 1622 1623 1624 1628 1629 1634 1637 1638 1639 1645 1648 1650',
    '1614',
  ],
  ['omer_0331', '1118 1119 1130 1131 1135 1150', '1055 1102 1104 1159'],
  ['pepper_0503', '1228 1229 1236', ''],
  ['peppers_0503', '1311 1315 1330', '1308 1332'],
  ['plt_0411', '1116', '1037 1046 1155 1200-1 1207 1210 1211 1232-1'],
  ['prk_0328', '0945 1031', '1025 1034 1037 1045'],
  ['Ramot0325', '1364', ''],
  ['ramot_0325', '', '1322'],
  ['rmt_0328', '1241-1 1249-1', ''],
  ['rsh2_0406', '', '1505'],
  ['rsh_0406', '1343 1413', '1356 1427 1441-1 1443'],
  ['sami_0331', '', '1019'],
  ['sat_0406', '1107 1129', '1130 1157-1'],
  ['selfie_0822', '', '0906'],
  ['strt_0331', '1027', ''],
  ['tree_0822', '0853', ''],
  ['ulm_0328', '', '1118'],
];

/** Scenes whose names tell no time. */
const UNDATED_TRAIN: readonly string[] = ['Master2900k'];
const UNDATED_TEST: readonly string[] = [
  'Master20150112_f2_colorchecker',
  'Master5000K',
  'Master5000K_2900K',
];

function named(fold: 1 | 2 | 3): string[] {
  return RUNS.flatMap((run) =>
    (run[fold] ?? '').split(' ').flatMap((time) => (time === '' ? [] : [`${run[0]}-${time}`])),
  );
}

/** The 100 scenes that train in fold 0 of Alvarez-Gila et al. */
export const ICVL_FOLD_TRAIN: readonly string[] = [...named(1), ...UNDATED_TRAIN];

/** The 100 scenes that test in fold 0 of Alvarez-Gila et al. */
export const ICVL_FOLD_TEST: readonly string[] = [...named(2), ...UNDATED_TEST];

/** All names that are known, 201. */
export const ICVL_SCENES: readonly string[] = [...ICVL_FOLD_TRAIN, ...ICVL_FOLD_TEST, ...named(3)];
