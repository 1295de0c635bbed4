# expect: only(A)
# expect: only(A, "/decorated", max_age="60")
# views: any path

from flask import Flask

from flask_cors.decorator import cross_origin
from flask_cors.extension import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")
app.add_url_rule("/decorated", "decorated", cross_origin(max_age=60)(lambda: "decorated"))
