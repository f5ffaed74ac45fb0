/* What the map says: statuses, types, classes, bearings, numbers.
 *
 * Belongs here: words and the order in which the blob numbers them (layers/cameras.py). Every word goes through mj.t, whose
 * keys are the Chinese words themselves. Why a camera is locked is said by the server (data/law/rules.py), never here.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.mapParts = mj.mapParts || {});
  const words = (parts.words = {});

  const t = (text, values) => (mj.t ? mj.t(text, values) : text.replace(/\{(\w+)\}/g, (whole, key) => (values || {})[key] ?? whole));
  words.t = t;

  parts.STATUSES = ['online', 'offline', 'fault', 'repair', 'disabled', 'retired'];
  parts.CLASSES = [1, 2, 3, 9];
  parts.TYPES = [1, 2, 3, 4, 5, 6, 7];

  words.status = (code) =>
    ({ online: t('正常'), offline: t('离线'), fault: t('故障'), repair: t('维修'), disabled: t('停用'), retired: t('报废') })[code] || code;

  words.klass = (code) =>
    ({ 1: t('一类视频监控点'), 2: t('二类视频监控点'), 3: t('三类视频监控点'), 9: t('其他') })[code] || t('其他');

  words.shortClass = (code) => ({ 1: t('一类'), 2: t('二类'), 3: t('三类'), 9: t('其他') })[code] || t('其他');

  words.type = (code) =>
    ({
      1: t('球机'), 2: t('半球'), 3: t('固定枪机'), 4: t('遥控枪机'), 5: t('遥控半球'), 6: t('多目全景'), 7: t('多目分割'),
    })[code] || t('未登记');

  /** 0–359° from true north → 东北 45°; null when the catalogue has none. */
  words.bearing = function (azimuth) {
    if (azimuth === null || azimuth === undefined) {
      return t('未登记');
    }
    const names = [t('北'), t('东北'), t('东'), t('东南'), t('南'), t('西南'), t('西'), t('西北')];
    return `${names[Math.round(azimuth / 45) % 8]} ${Math.round(azimuth)}°`;
  };

  words.number = (n) => Number(n).toLocaleString('en-US');
})();
