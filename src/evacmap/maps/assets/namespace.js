/* The one global name of this page's scripts. Every file is a function of it, and adds to it. */
window.evacmap = window.evacmap || {};
