"""The editor of a scheme (积分方案在线编写): forms for every part of the document, generated from
the models of the core, with the sentence that a villager reads beside them."""
