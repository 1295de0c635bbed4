# expect: only(A)

import flask

from flask_cors import CORS


class Service(flask.Flask):
    def __init__(self):
        super().__init__("service")
        CORS(self, origins="https://a.com")
        self.add_url_rule("/", "index", lambda: "index")


app = Service()
