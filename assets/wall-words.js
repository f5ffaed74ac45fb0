/* What the wall says, in plain words: pane states, reasons and articles of the regulation, times.
 *
 * Belongs here: sentences only. Every sentence goes through mj.t, whose keys are the Chinese words themselves.
 */
(function () {
  'use strict';
  const mj = (window.mj = window.mj || {});
  const parts = (mj.wallParts = mj.wallParts || {});
  const words = (parts.words = {});
  const t = mj.t;

  words.article = mj.article;

  /** HH:MM of unix seconds in the reader's clock. */
  words.clock = function (unix) {
    const date = new Date(unix * 1000);
    return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  };

  words.clockSeconds = function (unix) {
    return `${words.clock(unix)}:${String(new Date(unix * 1000).getSeconds()).padStart(2, '0')}`;
  };

  /** 83 s → 01:23; 3723 s → 1:02:03. */
  words.duration = function (seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (n) => String(n).padStart(2, '0');
    const hours = Math.floor(whole / 3600);
    const tail = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
    return hours ? `${hours}:${tail}` : tail;
  };

  /* The rule's own sentence comes from the server (the rules stand in one place); these are the short heads. */
  const HEADS = {
    'E-JUR-01': () => t('辖区范围外'),
    'E-JUR-02': () => t('没有生效的辖区'),
    'E-AUTH-01': () => t('没有授权'),
    'E-AUTH-02': () => t('授权不含此权限'),
    'E-AUTH-03': () => t('授权已到期'),
    'E-AUTH-06': () => t('授权已关闭'),
    'E-AUTH-05': () => t('授权不含此使用方式'),
    'E-UNIT-01': () => t('单位权限已暂停'),
    'E-LET-01': () => t('责任书失效'),
    'E-TERM-01': () => t('非登记终端'),
    'E-ROLE-01': () => t('岗位无此权限'),
    'E-CAM-01': () => t('没有这个点位'),
    'E-CAM-02': () => t('点位禁止查看'),
    'E-CAM-03': () => t('点位已停用'),
    'E-PURP-01': () => t('缺少用途'),
    'E-SESS-01': () => t('登录已失效'),
    'E-ACC-01': () => t('账号已停用'),
    'E-FEED-01': () => t('视频服务暂不可用'),
  };

  /** A short head for a refusal or an ending: {code, …} → words. */
  words.head = function (code, otherwise) {
    return HEADS[code] ? HEADS[code]() : otherwise;
  };

  /* Endings by reason, for those that come without a rule and its sentence: [head, sentence]. */
  const ENDINGS = {
    revoked: () => [t('权限已关闭'), t('权限在观看期间被关闭，画面已停止。')],
    expired: () => [t('已到期'), t('期限已到，画面已停止。')],
    closed: () => [t('已结束'), t('这次观看已结束。')],
    stalled: () => [t('已结束'), t('这台电脑长时间没有接收画面，观看已结束。')],
    'signed-out': () => [t('已结束'), t('已退出登录，观看已结束。')],
    'too-many-panes': () => [t('画面过多'), t('这台电脑打开的画面已达上限。')],
  };

  /** [head, sentence] of an `ended` state {code, reason, message}. */
  words.ended = function (state) {
    const [head, text] = (ENDINGS[state.reason] || ENDINGS.closed)();
    return [words.head(state.code, head), state.message ? t(state.message) : text];
  };

  /** [head, sentence] of a refused request: the error of POST /api/viewings. */
  words.refused = function (error) {
    if (!error.code) {
      return [t('无法连接服务'), t('请检查网络，然后再试一次。')];
    }
    return [words.head(error.code, t('不允许查看')), error.message || t('请求被拒绝。')];
  };

  /** {head, text, detail} of what a pane shows over its picture; null while there is a picture to see. */
  words.overlay = function (state) {
    const since = state.since ? words.clock(state.since) : '';
    switch (state.name) {
      case 'asking': return { head: t('正在核验权限…') };
      case 'connecting': return { head: t('正在连接摄像机…') };
      case 'no-signal': return { head: t('无信号'), text: t('自 {time} 起没有画面，正在重试。', { time: since }), detail: said(state) };
      case 'refused-by-camera': return { head: t('摄像机拒绝连接'), text: t('设备口令或地址有误，请联系维护单位。'), detail: said(state) };
      case 'stale': return { head: t('画面已停止更新'), text: t('自 {time} 起没有收到新画面。', { time: since }) };
      case 'lost': return { head: t('与视频服务的连接中断'), text: t('正在重新连接，连上后重新核验权限。') };
      case 'paused': return { head: t('已暂停'), text: t('视频墙离开视线超过一分钟，观看已结束；回来时重新核验。') };
      case 'kept': return { head: t('抓拍画面未保留'), text: t('画面只在内存中；需要时重新抓拍，另行登记。') };
      case 'failed': return { head: t('没有取到画面'), text: said(state) || t('摄像机没有给出画面，请稍后再试。') };
      case 'ended': return sentence(words.ended(state), state);
      case 'refused': return sentence(words.refused(state), state);
      default: return null;
    }
  };

  const said = (state) => (state.message ? t(state.message) : '');

  function sentence([head, text], state) {
    return { head, text, detail: [words.article(state.article), state.code].filter(Boolean).join(' · ') };
  }
})();
