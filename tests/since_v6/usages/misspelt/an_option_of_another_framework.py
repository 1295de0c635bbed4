# expect: only(A)
# warns: was given as 'allow_origin_regex', no option
# warns: was given as 'allow_all'
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com", allow_origin_regex=None, allow_all=True)
